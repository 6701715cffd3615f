import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLock, createTryLock } from '#app/adapters/db/lock.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

/** Two pools stand for two processes: PostgreSQL knows connections only. */
let pools: pg.Pool[];
beforeEach(() => {
  pools = [newPool(2), newPool(2)];
});
afterEach(() => Promise.all(pools.map((pool) => pool.end())));
function newPool(max: number, silentMs = 0): pg.Pool {
  const options = `-c role=privacy_desk_app -c idle_session_timeout=${silentMs}`;
  const pool = new pg.Pool({ connectionString: database.appUrl, max, options });
  pool.on('error', () => undefined);
  return pool;
}
const [first, second] = [0, 1].map((index) => () => {
  const pool = pools[index];
  if (!pool) throw new Error('no such pool');
  return pool;
}) as [() => pg.Pool, () => pg.Pool];

/** Work that goes on until it is told to end. */
function work<T = void>() {
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<T>();
  return {
    run: () => {
      begun.resolve();
      return ended.promise;
    },
    begun: begun.promise,
    end: ended.resolve,
  };
}

/** Locks of this test's own lanes: the server's other databases are other tests'. */
const OF_LANES = `WHERE locktype = 'advisory'
  AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/** @returns how many rows */
async function asOwner(sql: string): Promise<number> {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const { rowCount } = await owner.query(sql);
  await owner.end();
  return rowCount ?? 0;
}

describe('a lane', () => {
  test('is held by one of two processes and of two callers in one, and free again afterwards', async () => {
    const [here, there] = [createTryLock(first()), createTryLock(second())];
    const held = work<string>();
    const running = here('shopify:a.example', held.run);
    await held.begun;
    expect(await there('shopify:a.example', async () => 'no')).toEqual({ ran: false });
    expect(await here('shopify:a.example', async () => 'no')).toEqual({ ran: false });
    expect(await there('shopify:b.example', async () => 'other')).toEqual({ ran: true, result: 'other' });
    held.end('done');
    expect(await running).toEqual({ ran: true, result: 'done' });
    expect(await there('shopify:a.example', async () => 'next')).toEqual({ ran: true, result: 'next' });
  });

  test('is free again when the work on it fails, and the error comes through', async () => {
    const lane = createTryLock(first());
    const failing = () => Promise.reject(new Error('the work failed'));
    await expect(lane('shopify:a.example', failing)).rejects.toThrow('the work failed');
    expect(await createTryLock(second())('shopify:a.example', async () => 1)).toEqual({
      ran: true,
      result: 1,
    });
  });

  test('costs one connection however many are held, and none when none is', async () => {
    const lane = createTryLock(first());
    const lanes = Array.from({ length: 50 }, (_, index) => ({ name: `shopify:${index}.example`, ...work() }));
    const running = lanes.map(({ name, run }) => lane(name, run));
    await Promise.all(lanes.map(({ begun }) => begun));
    expect(first().totalCount - first().idleCount).toBe(1);
    const withLock = createLock(first());
    expect(await withLock('access-token:a.example', async () => 'renewed')).toBe('renewed');
    for (const { end } of lanes) end();
    await Promise.all(running);
    expect(first().totalCount - first().idleCount).toBe(0);
  });

  test('whose connection is lost is free for others; its work ends well, and the process takes lanes as before', async () => {
    const [here, there] = [createTryLock(first()), createTryLock(second())];
    const held = work<string>();
    const running = here('shopify:a.example', held.run);
    await held.begun;
    // Waits for its end, too.
    await asOwner(`SELECT pg_terminate_backend(pid, 60000) FROM pg_locks ${OF_LANES}`);
    expect(await there('shopify:a.example', async () => 'taken')).toEqual({ ran: true, result: 'taken' });
    expect(await here('shopify:a.example', async () => 'no')).toEqual({ ran: false });
    expect(await here('shopify:b.example', async () => 'other')).toEqual({ ran: true, result: 'other' });
    held.end('done');
    expect(await running).toEqual({ ran: true, result: 'done' });
    expect(await here('shopify:a.example', async () => 'again')).toEqual({ ran: true, result: 'again' });
  });

  test('that cannot be asked for, because no connection is to be had, is asked for afresh the next time', async () => {
    const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:9/none', max: 1 });
    const lane = createTryLock(pool);
    await expect(lane('shopify:a.example', async () => 1)).rejects.toThrow('ECONNREFUSED');
    await expect(lane('shopify:a.example', async () => 1)).rejects.toThrow('ECONNREFUSED');
    await pool.end();
  });
});

/** A process of its own that takes a lane, says so and holds it. */
async function startHolder(silentMs: number, beatMs: number) {
  const lock = new URL('../../app/adapters/db/lock.ts', import.meta.url).href;
  const program = `
    import pg from 'pg';
    import { createTryLock } from '${lock}';
    const pool = new pg.Pool({
      connectionString: ${JSON.stringify(database.appUrl)},
      options: '-c role=privacy_desk_app -c idle_session_timeout=${silentMs}',
    });
    pool.on('error', () => undefined);
    setInterval(() => undefined, 1000);
    const lane = createTryLock(pool, ${beatMs});
    await lane('shopify:a.example', () => { console.log('held'); return new Promise(() => undefined); });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  expect(line).toBe('held');
  const exited = once(child, 'exit');
  return {
    signal: (signal: NodeJS.Signals) => child.kill(signal),
    async end() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

describe('a process that holds a lane', () => {
  const takes = async () => (await createTryLock(second())('shopify:a.example', async () => 1)).ran;

  test('keeps it while it lives, however long, and loses it with kill -9', async () => {
    const holder = await startHolder(1_000, 100);
    const longer = async () =>
      (await asOwner(
        `SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) ${OF_LANES} AND now() - backend_start > '2 s'`,
      )) > 0;
    await until('it is held for longer than PostgreSQL suffers silence', longer);
    expect(await takes()).toBe(false);
    await holder.end();
    await until('the lane is free', takes);
  });

  test('loses it when it is halted', async () => {
    const holder = await startHolder(1_000, 100);
    expect(await takes()).toBe(false);
    holder.signal('SIGSTOP');
    await until('the lane is free', takes);
    await holder.end();
  });
});
