import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { startServer, type TestServer } from '../support/server.ts';

let folder: string;
let database: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'privacy-desk-outside-'));
  database = await createDatabase();
  server = await startServer({ databaseUrl: database.appUrl, keysDir: join(folder, 'keys') });
});
afterAll(async () => {
  await server.process.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const BROWSER = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
};

test.each(['/', '/app', '/app/requests', '/app/requests/1001', '/app/customers', '/app/activity/export'])(
  '%s shows a visitor from outside how to open the app, and nothing else',
  async (path) => {
    const answer = await fetch(server.url + path, { headers: BROWSER });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Open Privacy Desk in your Shopify admin');
  },
);

test('a page asked for with a made-up session token answers 401', async () => {
  const headers = { ...BROWSER, authorization: 'Bearer made.up.token' };
  expect((await fetch(`${server.url}/app/requests`, { headers })).status).toBe(401);
});
