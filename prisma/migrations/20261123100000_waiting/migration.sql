-- For what a request waits, and until when: kept by the unit of work with every move of a step (core/waiting).
ALTER TABLE "request" ADD COLUMN "waits_for" TEXT, ADD COLUMN "waits_until" DATE;

-- By hand -----------------------------------------------------------------------------------------------------------

-- What waits for a person already. What waits for Shopify or a day is found when its step is looked at again. The owner
-- is under row-level security, too, and here means every shop.
ALTER TABLE "request" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "step" NO FORCE ROW LEVEL SECURITY;
UPDATE "request" r SET "waits_for" = 'blocked' WHERE r."closed_at" IS NULL AND EXISTS (
  SELECT FROM "step" s WHERE s."shop_id" = r."shop_id" AND s."request_id" = r."id" AND s."state" = 'blocked');
UPDATE "request" r SET "waits_for" = 'you' WHERE r."closed_at" IS NULL AND r."waits_for" IS NULL AND (
  r."state" IN ('ready', 'planned') OR EXISTS (
    SELECT FROM "step" s WHERE s."shop_id" = r."shop_id" AND s."request_id" = r."id" AND s."state" = 'pending'
      AND s."reason_code" = 'approval-first'));
ALTER TABLE "request" FORCE ROW LEVEL SECURITY;
ALTER TABLE "step" FORCE ROW LEVEL SECURITY;

-- Few wait, and they are shown by what they wait for; in another order than that of their dates they are sorted, out
-- of the index alone.
CREATE INDEX "request_waits" ON "request" ("shop_id", "waits_for", "due", "number")
  INCLUDE ("received_at", "waits_until") WHERE "closed_at" IS NULL AND "waits_for" IS NOT NULL;
-- What is due calls for somebody unless it waits for a day; erasures wait for years, and are not walked over.
CREATE INDEX "request_calling" ON "request" ("shop_id", "due", "number") INCLUDE ("received_at")
  WHERE "closed_at" IS NULL AND "waits_until" IS NULL;
CREATE INDEX "request_waits_until" ON "request" ("shop_id", "waits_until")
  WHERE "closed_at" IS NULL AND "waits_until" IS NOT NULL;
-- The inbox asked for blocked steps by it.
DROP INDEX "step_blocked";
