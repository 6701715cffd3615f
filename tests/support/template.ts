/**
 * Vitest's global set-up: one PostgreSQL for the run, with a migrated database that every test file clones.
 * DATABASE_URL, when set, names another server to use (a superuser, or CREATEDB and CREATEROLE).
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type Database, withClient } from '#sandbox/database.ts';
import { startPostgres } from '#sandbox/postgres.ts';
import { prepareInThread } from './prepare-in-thread.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    template: Template;
  }
}

/** What a test file needs to make its own copy. */
export interface Template extends Database {
  serverUrl: string;
  name: string;
}

async function ownServer() {
  const dataDir = await mkdtemp(join(tmpdir(), 'privacy-desk-tests-'));
  return startPostgres({ dataDir, settings: { max_connections: '300' } });
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.DATABASE_URL ? null : await ownServer();
  const serverUrl = server?.url ?? process.env.DATABASE_URL ?? '';
  const run = randomBytes(4).toString('hex');
  const name = `privacy_desk_test_${run}`;
  // A server of one's own may serve several runs at once: each has its own login.
  const login = server ? 'privacy_desk_login' : `privacy_desk_login_${run}`;
  const database = await prepareInThread({ serverUrl, name, login });
  project.provide('template', { ...database, serverUrl, name });

  return async () => {
    if (server) return server.destroy();
    await withClient(serverUrl, async (client) => {
      const made = 'SELECT datname FROM pg_database WHERE starts_with(datname, $1)';
      const { rows } = await client.query<{ datname: string }>(made, [name]);
      for (const { datname } of rows) await client.query(`DROP DATABASE ${datname} WITH (FORCE)`);
      await client.query(`DROP ROLE ${login}`);
    });
  };
}
