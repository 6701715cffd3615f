-- AlterTable
ALTER TABLE "request" ADD COLUMN     "disclosure" TEXT;

-- AlterTable
ALTER TABLE "step" ADD COLUMN     "activity" TEXT,
ADD COLUMN     "estimated_end_at" TIMESTAMPTZ(3),
ADD COLUMN     "retry_at" TIMESTAMPTZ(3);

-- Links of before opened a request's data as it stood; from now on each opens one release. They live five minutes.
TRUNCATE "download";

-- AlterTable
ALTER TABLE "download" ADD COLUMN     "redeemed_at" TIMESTAMPTZ(3),
ADD COLUMN     "release_id" UUID NOT NULL;

-- CreateTable
CREATE TABLE "redaction" (
    "shop_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "collection" TEXT NOT NULL,
    "record_key" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "redaction_pkey" PRIMARY KEY ("shop_id","request_id","collection","record_key","path")
);

-- CreateTable
CREATE TABLE "release" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "content" TEXT NOT NULL,
    "disclosure" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "renderer_version" INTEGER NOT NULL,
    "shop_name" TEXT NOT NULL,
    "shop_contact" TEXT,
    "layout" BYTEA,
    "redactions" INTEGER NOT NULL,
    "records" INTEGER,
    "bytes" BIGINT,
    "sha256" BYTEA,
    "problem" TEXT,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "released_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),
    "times_downloaded" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "release_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "staff" (
    "shop_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "key_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,
    "account_owner" BOOLEAN NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "release_shop_id_request_id_idx" ON "release"("shop_id", "request_id");

-- AddForeignKey
ALTER TABLE "redaction" ADD CONSTRAINT "redaction_shop_id_request_id_fkey" FOREIGN KEY ("shop_id", "request_id") REFERENCES "request"("shop_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release" ADD CONSTRAINT "release_shop_id_request_id_fkey" FOREIGN KEY ("shop_id", "request_id") REFERENCES "request"("shop_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "download" ADD CONSTRAINT "download_shop_id_release_id_fkey" FOREIGN KEY ("shop_id", "release_id") REFERENCES "release"("shop_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;


-- At most one release of a request is being made or stands.
CREATE UNIQUE INDEX "release_standing" ON "release"("shop_id", "request_id") WHERE "state" IN ('rendering', 'released');

GRANT SELECT, INSERT, UPDATE, DELETE ON "redaction", "release", "staff" TO privacy_desk_app;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['redaction', 'release', 'staff'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_shop ON %I TO privacy_desk_app
                    USING (shop_id = current_shop()) WITH CHECK (shop_id = current_shop())', name);
  END LOOP;
END $$;

-- Shops with staff who have not been seen since: the id is the shop's once more, for staff have Shopify's numbers.
CREATE POLICY sweep ON "staff" FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION outlived_staff(before timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT s.shop_id, s.shop_id FROM staff s WHERE s.last_seen_at < before LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION outlived_staff FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outlived_staff TO privacy_desk_app;
