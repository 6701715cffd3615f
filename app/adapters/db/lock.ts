import { createHash } from 'node:crypto';
import type pg from 'pg';

/** Runs `work` while no other process runs work of the same name. Holds a connection, but no transaction. */
export type WithLock = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Runs `work` if nobody runs work of the same name, in this process or another; else does nothing and says so. */
export type TryLock = <T>(
  name: string,
  work: () => Promise<T>,
) => Promise<{ ran: true; result: T } | { ran: false }>;

/** PostgreSQL ends a connection that holds locks and says nothing for so long: its process is halted or cut off. */
export const SILENT_MS = 60_000;
const BEAT_MS = 20_000;

const numberOf = (name: string): string =>
  createHash('sha256').update(name).digest().readBigInt64BE().toString();

/** A connection out of its pool, which may be lost at any time. */
class Holder {
  readonly #client: pg.PoolClient;
  /** The question under way: a connection answers one at a time. */
  #last: Promise<unknown> = Promise.resolve();
  isLost = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
    // Without a listener the loss of a connection would end the process.
    client.on('error', this.#lose);
  }

  readonly #lose = () => {
    this.isLost = true;
  };

  /** After an error nobody knows what the connection holds: it counts as lost. */
  ask(text: string, values: string[] = []): Promise<boolean> {
    const answer = this.#last.then(async () => {
      const { rows } = await this.#client.query<{ yes: boolean }>(text, values);
      return rows[0]?.yes ?? false;
    });
    this.#last = answer.catch(this.#lose);
    return answer;
  }

  release(): void {
    this.#client.off('error', this.#lose);
    this.#client.release(this.isLost);
  }
}

/** PostgreSQL advisory locks; one is freed by the server itself when its holder dies. */
export function createLock(pool: pg.Pool): WithLock {
  return async (name, work) => {
    const holder = new Holder(await pool.connect());
    const key = numberOf(name);
    try {
      await holder.ask('SELECT pg_advisory_lock($1)', [key]);
      return await work();
    } finally {
      await holder.ask('SELECT pg_advisory_unlock($1) AS yes', [key]).catch(() => undefined);
      holder.release();
    }
  };
}

/**
 * The same locks for work that lasts: all that this process holds are held by one connection, however many they
 * are. PostgreSQL gives a lock again to the connection that has it, so the names held here are kept beside.
 *
 * A lost connection frees them while the work goes on. Then two share for a while what one should have; what
 * they work on has its own guard (a page is stored once), so this costs speed and no data.
 *
 * @param pool its connections are ended by PostgreSQL when they are silent; see SILENT_MS
 */
export function createTryLock(pool: pg.Pool, beatMs = BEAT_MS): TryLock {
  const held = new Set<string>();
  let current: Promise<Holder> | null = null;
  let beat: NodeJS.Timeout | undefined;

  /** The connection that holds everything; a new one when there is none or it was lost. */
  async function requireHolder(): Promise<Holder> {
    current ??= pool.connect().then((client) => new Holder(client));
    const asked = current;
    const holder = await asked.catch(() => null);
    if (holder && !holder.isLost) {
      beat ??= setInterval(
        () => void holder.ask('SELECT true AS yes').catch(() => undefined),
        beatMs,
      ).unref();
      return holder;
    }
    if (current === asked) drop(holder);
    return holder === null ? asked : requireHolder();
  }

  function drop(holder: Holder | null): void {
    clearInterval(beat);
    beat = undefined;
    current = null;
    holder?.release();
  }

  /** Back to its pool once nothing is held: the pool can be closed. */
  async function giveBack(): Promise<void> {
    const asked = current;
    const holder = await asked?.catch(() => null);
    if (held.size === 0 && asked !== null && asked === current) drop(holder ?? null);
  }

  return async (name, work) => {
    if (held.has(name)) return { ran: false };
    held.add(name);
    const key = numberOf(name);
    try {
      const holder = await requireHolder();
      if (!(await holder.ask('SELECT pg_try_advisory_lock($1) AS yes', [key]))) return { ran: false };
      try {
        return { ran: true, result: await work() };
      } finally {
        if (!holder.isLost)
          await holder.ask('SELECT pg_advisory_unlock($1) AS yes', [key]).catch(() => undefined);
      }
    } finally {
      held.delete(name);
      await giveBack();
    }
  };
}
