-- For how long evidence is kept is the shop's to set: the sweeps ask each shop's setting. They are given the time of
-- now, and no longer the time before which things have outlived.
CREATE POLICY sweep ON "setting" FOR SELECT TO CURRENT_USER USING ("name" = 'evidenceYears');

-- The default is that of app/core/setting.ts; years are of 365 days.
CREATE FUNCTION evidence_since(shop uuid, at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE
  SET search_path = public, pg_temp AS $$
  SELECT at - make_interval(days => 365 * coalesce(
    (SELECT (s.value #>> '{}')::integer FROM setting s WHERE s.shop_id = shop AND s.name = 'evidenceYears'), 3))
$$;

DROP FUNCTION outlived_evidence;
CREATE FUNCTION outlived_evidence(at timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.shop_id, k.id FROM data_key k
  -- No shop keeps it for less than a year: this much the index finds.
  WHERE k.locked_at < at - make_interval(days => 365) AND k.locked_at < evidence_since(k.shop_id, at)
  ORDER BY k.locked_at LIMIT most
$$;

DROP FUNCTION outlived_staff;
CREATE FUNCTION outlived_staff(at timestamptz, most integer) RETURNS TABLE (shop_id uuid, id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.shop_id, s.id FROM staff s
  WHERE s.last_seen_at < at - make_interval(days => 365) AND s.last_seen_at < evidence_since(s.shop_id, at)
  LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION evidence_since, outlived_evidence, outlived_staff FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outlived_evidence, outlived_staff TO privacy_desk_app;
