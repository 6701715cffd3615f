-- The weeks of the home page: what was answered when, and whether in time. Written when a request is closed, so that
-- intake does not pay.
CREATE INDEX "request_answered" ON "request" ("shop_id", "closed_at") INCLUDE ("due") WHERE "closed_at" IS NOT NULL;
