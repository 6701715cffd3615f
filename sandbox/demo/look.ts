/** How the demo waits for what it has set going, and looks at what came of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const WITHIN_MS = 10 * 60_000;
const LOOK_EVERY_MS = 200;

/** @throws when `look` has not found it within ten minutes */
export async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const endAt = performance.now() + WITHIN_MS;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (performance.now() > endAt)
      throw new Error(`${what} did not come within ${WITHIN_MS / 60_000} minutes.`);
    await sleep(LOOK_EVERY_MS);
  }
}

export async function countOf(database: pg.Client, sql: string, values: unknown[] = []): Promise<number> {
  const { rows } = await database.query(`SELECT count(*)::int AS n ${sql}`, values);
  return rows[0]?.n;
}
