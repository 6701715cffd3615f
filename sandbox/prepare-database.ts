import { randomBytes } from 'node:crypto';
import { migrate } from '#app/adapters/db/migrate.ts';
import { type Database, urlOf, withClient } from './database.ts';

export interface DatabaseOptions {
  /** A superuser, or a user with CREATEDB and CREATEROLE. */
  serverUrl: string;
  name: string;
  /** Name of the login role that the app uses. */
  login: string;
}

/**
 * Makes the database and the app's login unless they exist, and brings the database to this version. The
 * login's password is new each time, so it is written down nowhere.
 */
export async function prepareDatabase({ serverUrl, name, login }: DatabaseOptions): Promise<Database> {
  const password = randomBytes(24).toString('base64url');
  await withClient(serverUrl, async (client) => {
    const role = client.escapeIdentifier(login);
    const roles = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [login]);
    if (roles.rowCount === 0) await client.query(`CREATE ROLE ${role}`);
    await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    const databases = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (databases.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  });
  const ownerUrl = urlOf(serverUrl, name);
  await migrate({ ownerUrl, appUser: login });
  return { ownerUrl, appUrl: urlOf(serverUrl, name, { name: login, password }) };
}
