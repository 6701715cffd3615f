-- A request may have a plan after a plan: what was carried out is taken back by another one, a restriction is lifted.
-- Each has steps of its own; those without a plan are still one of a kind.
DROP INDEX "step_shop_id_request_id_store_operation_key";
CREATE UNIQUE INDEX "step_shop_id_request_id_plan_id_store_operation_key"
  ON "step" ("shop_id", "request_id", "plan_id", "store", "operation") NULLS NOT DISTINCT;
