-- The inbox in every order, page by page by key. The number tells apart what came at the same time.
DROP INDEX "request_shop_id_received_at_id_idx";
CREATE INDEX "request_received" ON "request"("shop_id", "received_at", "number");
CREATE INDEX "request_due" ON "request"("shop_id", "due", "number");

-- By hand -----------------------------------------------------------------------------------------------------------

-- Open requests are few beside the closed ones of years: in every order, and by what they are, these indexes are small.
CREATE INDEX "request_open_due" ON "request" ("shop_id", "due", "number") WHERE "closed_at" IS NULL;
CREATE INDEX "request_open_received" ON "request" ("shop_id", "received_at", "number") WHERE "closed_at" IS NULL;
CREATE INDEX "request_open_number" ON "request" ("shop_id", "number") WHERE "closed_at" IS NULL;
CREATE INDEX "request_open_facets" ON "request"
  ("shop_id", "kind", "source", "jurisdiction", "owner", "state", "due", "number") WHERE "closed_at" IS NULL;
-- Of the closed ones, whatever filters are combined; written when a request is closed, so that intake does not pay.
CREATE INDEX "request_closed_facets" ON "request" ("shop_id", "kind", "source", "jurisdiction", "owner", "due", "number")
  INCLUDE ("received_at") WHERE "closed_at" IS NOT NULL;

CREATE INDEX "step_blocked" ON "step" ("shop_id", "request_id") WHERE "state" = 'blocked';
