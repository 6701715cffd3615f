import { createHash } from 'node:crypto';
import type pg from 'pg';

/** Runs `work` while no other process runs work of the same name. Holds a connection, but no transaction. */
export type WithLock = <T>(name: string, work: () => Promise<T>) => Promise<T>;

const numberOf = (name: string): string =>
  createHash('sha256').update(name).digest().readBigInt64BE().toString();

/** PostgreSQL advisory locks; one is freed by the server itself when its holder dies. */
export function createLock(pool: pg.Pool): WithLock {
  return async (name, work) => {
    const client = await pool.connect();
    const key = numberOf(name);
    let broken = false;
    try {
      await client.query('SELECT pg_advisory_lock($1)', [key]);
      return await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [key]).catch(() => {
        broken = true;
      });
      client.release(broken);
    }
  };
}
