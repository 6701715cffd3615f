import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withClient } from '#sandbox/database.ts';
import { type Postgres, startPostgres } from '#sandbox/postgres.ts';
import { settlesWithin } from '#sandbox/processes.ts';
import { createDatabase } from '#tests/support/database.ts';

let folder: string;
let dataDir: string;
let running: Postgres | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a folder, with spaces '));
  dataDir = join(folder, 'data');
  running = null;
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await running?.destroy();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<Postgres> {
  running = await startPostgres({ dataDir });
  return running;
}

const query = (url: string, sql: string) =>
  withClient(url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);

test('committed data survives a stop and a kill -9', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
  await first.stop();
  const second = await start();
  await query(second.url, 'INSERT INTO kept VALUES (2)');
  await second.kill();
  const third = await start();
  expect(await query(third.url, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
});

test('every durability setting is on, and only this machine can connect with the password', async () => {
  const { url } = await start();
  const rows = await query(
    url,
    `SELECT name, setting FROM pg_settings WHERE name IN
     ('fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses') ORDER BY name`,
  );
  expect(rows.map((row) => row.setting)).toEqual(['on', 'on', '127.0.0.1', 'on']);
  expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
  const wrong = new URL(url);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
});

test("a stale lock file with a living stranger's process id does not keep the server from starting", async () => {
  await (await start()).stop();
  await writeFile(join(dataDir, 'cluster/postmaster.pid'), `${process.pid}\n/elsewhere\n1\n1\n\n\n\n`);
  const { url } = await start();
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('data of another major version is refused with what to do', async () => {
  await (await start()).stop();
  await writeFile(join(dataDir, 'cluster/PG_VERSION'), '9\n');
  await expect(startPostgres({ dataDir })).rejects.toThrow(/written by PostgreSQL 9.*Move that folder away/);
});

test('the server ends when the process that started it is killed', async () => {
  const script = `
    import { startPostgres } from '#sandbox/postgres.ts';
    const { url } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(url);
    setInterval(() => undefined, 60_000);`;
  const starter = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface({ input: starter.stdout }), 'line')) as [string];
  const client = new pg.Client({ connectionString: url });
  const ended = new Promise<void>((resolve) => {
    client.on('error', () => undefined).on('end', resolve);
  });
  await client.connect();
  starter.kill('SIGKILL');
  expect(await settlesWithin(ended, 20_000)).toBe(true);
  expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test.runIf(process.getuid?.() === 0)(
  'root without user namespaces gets a server that runs as nobody and keeps its data',
  async () => {
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
    vi.stubEnv('TMPDIR', folder);
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (n int)');
    await first.kill();
    const { url, pid } = await start();
    expect(await query(url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]);
    expect(await readFile(`/proc/${pid}/status`, 'utf8')).toMatch(/^Uid:\s+65534/m);
  },
);

test('a cloned database has the tables, and the app logs in as a user that owns nothing', async () => {
  const database = await createDatabase();
  const [app] = await query(
    database.appUrl,
    `SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole AS mighty,
            (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned,
            pg_has_role(rolname, 'privacy_desk_app', 'MEMBER') AS app,
            pg_has_role(rolname, 'privacy_desk_intake', 'MEMBER') AS intake
     FROM pg_roles r WHERE rolname = current_user`,
  );
  expect(app).toEqual({ mighty: false, owned: 0, app: true, intake: true });
  await expect(query(database.appUrl, 'DROP TABLE request')).rejects.toThrow(/must be owner/);
  expect(await query(database.ownerUrl, 'SELECT count(*)::int AS n FROM shop')).toEqual([{ n: 0 }]);
  await database.drop();
});
