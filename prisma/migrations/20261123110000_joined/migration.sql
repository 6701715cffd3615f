-- What came after a plan was proposed and joined it, sealed under the request's case key, and since when nothing more
-- joins. The plan itself, its hash and its approval stay as they are.
ALTER TABLE "plan" ADD COLUMN "joined" BYTEA, ADD COLUMN "joined_at" TIMESTAMPTZ(3);
