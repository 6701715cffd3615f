-- What a member of staff has approved, sealed under the request's case key: a state or a time that somebody writes
-- into the row is no approval.
ALTER TABLE "plan" ADD COLUMN "approval" BYTEA;
