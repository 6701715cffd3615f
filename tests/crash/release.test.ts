import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatheredRequest, gatheredRequest, release } from '../support/answer.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const MASTER_KEY = randomBytes(32).toString('base64');
let app: TestApp;
let request: GatheredRequest;

beforeAll(async () => {
  app = await createTestApp({ MASTER_KEY });
  request = await gatheredRequest(app);
});
afterAll(() => app.close());

const startWorker = (env: Record<string, string>, preload: string[] = []) =>
  startServer({
    databaseUrl: app.database.appUrl,
    keysDir: app.keysDir,
    env: { MASTER_KEY, ROLE: 'worker', ...env },
    preload,
  });

test('kill -9 of the worker that makes an archive: another makes it from the beginning, once', async () => {
  const kill = new URL('./kill-at.mjs', import.meta.url).href;
  const first = await startWorker({ KILL_AT: 'FROM "public"."chunk"', KILL_WHEN: 'after' }, [kill]);
  await release(request);
  await first.process.exited;
  expect(await request.find()).toMatchObject({ state: 'releasing', releases: [{ state: 'rendering' }] });

  const second = await startWorker({});
  await until('the release', async () => (await request.find()).state === 'released');
  const { releases } = await request.find();
  expect(releases).toMatchObject([{ state: 'released', records: 1 }]);
  const made = (await request.events()).filter(({ type }) => type === 'release.made');
  expect(made).toHaveLength(1);
  await second.process.stop();
});
