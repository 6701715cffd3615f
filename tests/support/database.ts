import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { type Database, urlOf, withClient } from '#sandbox/database.ts';

export interface TestDatabase extends Database {
  /** Ends whoever is still connected. */
  drop(): Promise<void>;
}

/** A migrated, empty database for one test file: a copy of the run's template. */
export async function createDatabase(): Promise<TestDatabase> {
  const template = inject('template');
  const name = `${template.name}_${randomBytes(8).toString('hex')}`;
  const onServer = (sql: string) => withClient(template.serverUrl, (client) => client.query(sql));
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template.name}`);
  return {
    ownerUrl: urlOf(template.ownerUrl, name),
    appUrl: urlOf(template.appUrl, name),
    async drop() {
      await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
