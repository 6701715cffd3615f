import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runStep } from '#app/services/run-step.ts';
import { withClient } from '#sandbox/database.ts';
import { type Postgres, startPostgres } from '#sandbox/postgres.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { prepareInThread } from '../support/prepare-in-thread.ts';
import { depsWith, newStep, storeOf } from '../support/steps.ts';

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'privacy-desk-disk-full-'));
const disk = join(folder, 'disk');

/** A file system of its own size takes a privilege that not everybody has; tests/services/database-full needs none. */
async function canMount(): Promise<boolean> {
  await mkdir(disk);
  return run('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]).then(
    () => true,
    () => false,
  );
}
const mounted = await canMount();

let postgres: Postgres | undefined;
let app: TestApp | undefined;
beforeAll(async () => {
  if (!mounted) return;
  postgres = await startPostgres({ dataDir: join(folder, 'postgres') });
  const database = await prepareInThread({ serverUrl: postgres.url, name: 'full', login: 'full_login' });
  const url = new URL(postgres.url);
  url.pathname = '/full';
  await withClient(url.href, async (client) => {
    const { rows } = await client.query('SHOW data_directory');
    const { uid, gid } = await stat(rows[0].data_directory);
    const place = join(disk, 'chunks');
    await mkdir(place);
    await chown(place, uid, gid);
    await chown(disk, uid, gid);
    await client.query(`CREATE TABLESPACE small LOCATION '${place}'`);
    await client.query('ALTER TABLE chunk SET TABLESPACE small');
  });
  app = await createTestApp({ DATABASE_URL: database.appUrl });
});
afterAll(async () => {
  await app?.close();
  await postgres?.stop();
  if (mounted) await run('umount', [disk]);
  await rm(folder, { recursive: true, force: true });
});

test.skipIf(!mounted)(
  'a disk that is really full: the step says so and waits, nothing of what is stored is lost, and all comes in once there is room',
  async () => {
    if (!app) throw new Error('there is no app');
    const { shopId, id, find, chunks } = await newStep(app);
    // Nothing that could be compressed: 1 MB a page, 12 MB for a disk of 6.
    const pages = Array.from({ length: 12 }, (_, at) => [
      { id: String(at), text: randomBytes(750_000).toString('base64') },
    ]);
    await runStep(depsWith(app, storeOf(pages)), { shopId, id });
    const full = await find();
    expect(full).toMatchObject({ state: 'running', reasonCode: 'database-full' });
    expect(full?.records).toBeGreaterThan(0);
    const stored = (await chunks()).reduce((sum, { records }) => sum + records, 0);
    expect(stored).toBe(full?.records);

    await run('mount', ['-o', 'remount,size=64m', disk]);
    const now = () => new Date(Date.now() + 3_600_000);
    await runStep({ ...depsWith(app, storeOf(pages)), now }, { shopId, id });
    expect(await find()).toMatchObject({ state: 'done', records: 12, reason: null });
    expect((await chunks()).reduce((sum, { records }) => sum + records, 0)).toBe(12);
  },
);
