-- Sweeps: retained invoice data whose day has passed, and erasures by plan that are closed and still know whom they
-- were about.
CREATE INDEX "retained_until" ON "retained" ("until");
CREATE POLICY sweep ON "retained" FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION outlived_retained(at timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.shop_id, r.id FROM retained r WHERE r.until < (at AT TIME ZONE 'UTC')::date ORDER BY r.until LIMIT most
$$;

CREATE INDEX "request_unforgotten" ON "request" ("closed_at")
  WHERE "kind" = 'erasure' AND "state" = 'closed' AND "subject" IS NOT NULL;
CREATE POLICY unforgotten ON "request" FOR SELECT TO CURRENT_USER
  USING ("kind" = 'erasure' AND "state" = 'closed' AND "subject" IS NOT NULL);
CREATE POLICY unforgotten ON "step" FOR SELECT TO CURRENT_USER USING ("operation" = 'erase');
CREATE FUNCTION unforgotten_erasures(at timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.shop_id, r.id FROM request r
  WHERE r.kind = 'erasure' AND r.state = 'closed' AND r.subject IS NOT NULL AND r.closed_at <= at
    AND EXISTS (SELECT FROM step s
                WHERE s.shop_id = r.shop_id AND s.request_id = r.id AND s.operation = 'erase' AND s.state = 'done')
  ORDER BY r.closed_at LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION outlived_retained, unforgotten_erasures FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outlived_retained, unforgotten_erasures TO privacy_desk_app;
