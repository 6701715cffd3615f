-- AlterTable
ALTER TABLE "request" ADD COLUMN     "verification" TEXT,
ADD COLUMN     "verified_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "portal_link" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "secret" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "portal_link_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "tally" (
    "shop_id" UUID NOT NULL,
    "index" BYTEA NOT NULL,
    "count" INTEGER NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tally_pkey" PRIMARY KEY ("shop_id","index")
);

-- CreateIndex
CREATE INDEX "portal_link_shop_id_request_id_idx" ON "portal_link"("shop_id", "request_id");

-- AddForeignKey
ALTER TABLE "portal_link" ADD CONSTRAINT "portal_link_shop_id_request_id_fkey" FOREIGN KEY ("shop_id", "request_id") REFERENCES "request"("shop_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand -----------------------------------------------------------------------------------------------------------

GRANT SELECT, INSERT, UPDATE, DELETE ON "portal_link", "tally" TO privacy_desk_app;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['portal_link', 'tally'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_shop ON %I TO privacy_desk_app
                    USING (shop_id = current_shop()) WITH CHECK (shop_id = current_shop())', name);
    -- For the sweeps below, and so that the log of a shop goes only when nothing else is left of it.
    EXECUTE format('CREATE POLICY sweep ON %I FOR SELECT TO CURRENT_USER USING (true)', name);
  END LOOP;
END $$;

CREATE INDEX "portal_link_ended" ON "portal_link" ("expires_at");
CREATE INDEX "tally_ended" ON "tally" ("ends_at");
-- Requests of which nobody has confirmed that they were theirs.
CREATE INDEX "request_unconfirmed" ON "request" ("received_at")
  WHERE "verification" = 'awaited' AND "closed_at" IS NULL;
CREATE POLICY unconfirmed ON "request" FOR SELECT TO CURRENT_USER
  USING ("verification" = 'awaited' AND "closed_at" IS NULL);

CREATE FUNCTION ended_portal_links(before timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.shop_id, l.id FROM portal_link l WHERE l.expires_at < before ORDER BY l.expires_at LIMIT most
$$;
-- The id is the shop's once more: a tally has none.
CREATE FUNCTION ended_tallies(before timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT t.shop_id, t.shop_id FROM tally t WHERE t.ends_at < before LIMIT most
$$;
CREATE FUNCTION unconfirmed_requests(before timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.shop_id, r.id FROM request r
  WHERE r.verification = 'awaited' AND r.closed_at IS NULL AND r.received_at < before
  ORDER BY r.received_at LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION ended_portal_links, ended_tallies, unconfirmed_requests FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ended_portal_links, ended_tallies, unconfirmed_requests TO privacy_desk_app;

CREATE OR REPLACE FUNCTION is_all_but_erased(shop uuid) RETURNS boolean LANGUAGE sql STABLE
  SET search_path = public, pg_temp AS $$
  SELECT (SELECT count(*) FILTER (WHERE r.kind = 'shop-erasure' AND r.closed_at IS NULL) = 1 AND count(*) = 1
          FROM request r WHERE r.shop_id = shop)
    AND EXISTS (SELECT FROM shop s WHERE s.shop_id = shop AND s.installed_at IS NULL)
    AND NOT EXISTS (SELECT FROM data_key t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM session t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM delivery t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM identifier t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM chunk t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM redaction t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM release t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM download t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM staff t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM plan t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM vendor_write t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM comment t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM retained t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM suppression t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM setting t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM saved_view t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM mail t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM register_link t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM portal_link t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM tally t WHERE t.shop_id = shop)
$$;
