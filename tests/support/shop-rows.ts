/** What a whole database holds of a shop. */
import pg from 'pg';
import { shopIdOf } from '#app/core/id.ts';

/**
 * How many rows of each table, whichever there are, the job queue's too, name the shop by its id or its domain, or
 * hold one of the other texts.
 */
export async function rowsOfShop(
  ownerUrl: string,
  domain: string,
  texts: string[] = [],
): Promise<Record<string, number>> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const { rows: tables } = await owner.query(
      `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
       WHERE table_schema NOT IN ('information_schema', 'pg_catalog') AND table_type = 'BASE TABLE'`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const sql = `SELECT count(*)::int AS n FROM ${name} t
        WHERE EXISTS (SELECT 1 FROM unnest($1::text[]) AS wanted WHERE strpos(t::text, wanted) > 0)`;
      counts[name] = (await owner.query(sql, [[shopIdOf(domain), domain, ...texts]])).rows[0].n;
    }
    return counts;
  } finally {
    await owner.end();
  }
}

export const totalOf = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
