-- AlterTable
ALTER TABLE "data_key" ADD COLUMN     "locked_at" TIMESTAMPTZ(3),
ADD COLUMN     "retired_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "request" ADD COLUMN     "erased_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "shop" ADD COLUMN     "last_erasure_at" TIMESTAMPTZ(3),
ADD COLUMN     "oldest_epoch" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "rotated_at" TIMESTAMPTZ(3),
ADD COLUMN     "rotating_to" INTEGER,
ADD COLUMN     "rotation_begun_at" TIMESTAMPTZ(3),
ADD COLUMN     "rotation_due_at" TIMESTAMPTZ(3);


-- One intake, index and credential key per shop, beside former intake keys.
DROP INDEX "data_key_of_shop";
CREATE UNIQUE INDEX "data_key_of_shop" ON "data_key" ("shop_id", "purpose")
  WHERE "request_id" IS NULL AND "retired_at" IS NULL;
-- What is still to be wrapped anew, and evidence whose period ends.
CREATE INDEX "data_key_epoch" ON "data_key" ("shop_id", "epoch");
CREATE INDEX "data_key_locked" ON "data_key" ("locked_at") WHERE "locked_at" IS NOT NULL;
CREATE INDEX "shop_rotation_due" ON "shop" ("rotation_due_at") WHERE "rotation_due_at" IS NOT NULL;

-- A process that was halted after it had wrapped a key must not bring it in once the epoch is gone: the key
-- would be lost with all that it seals. The lock makes it wait for whoever is about to destroy the epoch.
CREATE FUNCTION refuse_former_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  oldest integer;
BEGIN
  SELECT s.oldest_epoch INTO oldest FROM shop s WHERE s.shop_id = NEW.shop_id FOR KEY SHARE;
  IF NEW.epoch < oldest THEN
    RAISE EXCEPTION 'this key is wrapped under an epoch that was destroyed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER living_epoch BEFORE INSERT OR UPDATE OF "epoch" ON "data_key"
  FOR EACH ROW EXECUTE FUNCTION refuse_former_epoch();

-- Nor may the door bring in what is sealed under a former intake key, once that is about to be destroyed: five
-- of the ten minutes that it is kept (services/rotate-keys). It tells yes or no about a key whose id one knows.
CREATE POLICY door ON "data_key" FOR SELECT TO CURRENT_USER USING ("purpose" = 'intake');
CREATE FUNCTION is_intake_key(shop uuid, key uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM data_key k
    WHERE k.shop_id = shop AND k.id = key AND k.purpose = 'intake'
      AND (k.retired_at IS NULL OR k.retired_at > statement_timestamp() - interval '5 minutes'));
END $$;
REVOKE EXECUTE ON FUNCTION is_intake_key FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_intake_key TO privacy_desk_intake;
DROP POLICY intake ON "delivery";
CREATE POLICY intake ON "delivery" FOR INSERT TO privacy_desk_intake
  WITH CHECK ("state" IN ('received', 'refused') AND "attempts" = 0 AND is_intake_key("shop_id", "key_id"));

-- Sweeps.
CREATE POLICY sweep ON "shop" FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION due_rotations(at timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.shop_id, s.shop_id FROM shop s WHERE s.rotation_due_at <= at ORDER BY s.rotation_due_at LIMIT most
$$;
CREATE POLICY sweep ON "data_key" FOR SELECT TO CURRENT_USER USING ("locked_at" IS NOT NULL);
CREATE FUNCTION outlived_evidence(before timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.shop_id, k.id FROM data_key k WHERE k.locked_at < before ORDER BY k.locked_at LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION due_rotations, outlived_evidence FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_rotations, outlived_evidence TO privacy_desk_app;

-- The one exception from append-only: the log of a shop that Shopify asks to erase goes with the shop, and goes
-- last. As long as there is anything else of the shop, be it a key, a request or a delivery, its log cannot be
-- touched, by the app, the owner or a superuser: whoever wants to hide a deed must first destroy, for everybody to
-- see, all that the deed was done to. PostgreSQL's own log says that it was done; the app's list of erasures too.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['session', 'data_key', 'delivery', 'request', 'identifier', 'step', 'chunk',
                              'audit_event', 'redaction', 'release', 'download', 'staff'] LOOP
    EXECUTE format('CREATE POLICY last_of_shop ON %I FOR SELECT TO CURRENT_USER
                    USING (shop_id = current_shop())', name);
  END LOOP;
END $$;
CREATE FUNCTION is_all_but_erased(shop uuid) RETURNS boolean LANGUAGE sql STABLE
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
$$;
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- In two steps: a statement's trigger knows no OLD.
  IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
    IF is_all_but_erased(OLD.shop_id) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit events are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE POLICY last_of_shop_goes ON "audit_event" FOR DELETE TO CURRENT_USER USING (shop_id = current_shop());

-- Removes the log of the unit's own shop, at most so many entries at a time, and says which.
CREATE FUNCTION erase_log(most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RAISE LOG 'privacy desk: the log of shop % is being erased', current_shop();
  RETURN QUERY
    DELETE FROM audit_event e
    WHERE e.shop_id = current_shop()
      AND e.id IN (SELECT a.id FROM audit_event a WHERE a.shop_id = current_shop() ORDER BY a.id LIMIT most)
    RETURNING e.shop_id, e.id;
END $$;
REVOKE EXECUTE ON FUNCTION erase_log FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_log TO privacy_desk_app;
