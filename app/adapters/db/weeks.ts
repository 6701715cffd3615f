import type { Prisma } from './generated/client.ts';

/** What came and went in a week of the shop's own calendar. */
export interface Week {
  /** Its Monday, `YYYY-MM-DD`. */
  monday: string;
  received: number;
  closed: number;
  /** Of the closed ones, those that were answered within their due date, whenever they were closed. */
  onTime: number;
}

const STATEMENT = `
  WITH week AS (
    SELECT monday::date FROM generate_series(
      date_trunc('week', $2::timestamptz AT TIME ZONE $3) - make_interval(weeks => $4::int - 1),
      date_trunc('week', $2::timestamptz AT TIME ZONE $3), interval '1 week') monday
  ), since AS (SELECT min(monday)::timestamp AT TIME ZONE $3 AS at FROM week),
  came AS (
    SELECT date_trunc('week', r.received_at AT TIME ZONE $3)::date AS monday, count(*)::int AS received
    FROM request r WHERE r.shop_id = $1::uuid AND r.received_at >= (SELECT at FROM since) GROUP BY 1
  ), went AS (
    SELECT date_trunc('week', r.closed_at AT TIME ZONE $3)::date AS monday, count(*)::int AS closed,
           (count(*) FILTER (WHERE coalesce(r.answered_on, (r.closed_at AT TIME ZONE $3)::date) <= r.due))::int AS on_time
    FROM request r WHERE r.shop_id = $1::uuid AND r.closed_at IS NOT NULL AND r.closed_at >= (SELECT at FROM since)
    GROUP BY 1
  )
  SELECT to_char(week.monday, 'YYYY-MM-DD') AS monday, coalesce(received, 0) AS received,
         coalesce(closed, 0) AS closed, coalesce(on_time, 0) AS "onTime"
  FROM week LEFT JOIN came USING (monday) LEFT JOIN went USING (monday) ORDER BY week.monday`;

/** So many weeks, the one of `now` the last. */
export const readWeeks = (
  tx: Pick<Prisma.TransactionClient, '$queryRawUnsafe'>,
  shopId: string,
  { now, timeZone, weeks }: { now: Date; timeZone: string; weeks: number },
): Promise<Week[]> => tx.$queryRawUnsafe<Week[]>(STATEMENT, shopId, now.toISOString(), timeZone, weeks);
