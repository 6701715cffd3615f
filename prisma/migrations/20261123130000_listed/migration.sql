-- Erasures that were carried out, by their requests: `restore-check` holds them against the list outside the
-- database. The owner may look at these steps by the policy "unforgotten".
CREATE FUNCTION completed_erasures(at timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT s.shop_id, s.request_id FROM step s
  WHERE s.operation = 'erase' AND s.state = 'done' AND s.finished_at <= at
  LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION completed_erasures FROM PUBLIC;
GRANT EXECUTE ON FUNCTION completed_erasures TO privacy_desk_app;
