import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '#app/adapters/db/migrate.ts';

/** One database of the app, as its two users reach it. */
export interface Database {
  /** Owns the tables: for migrations only. */
  ownerUrl: string;
  /** What the app itself logs in as: owns nothing, and is under row-level security. */
  appUrl: string;
}

export interface DatabaseOptions {
  /** A superuser, or a user with CREATEDB and CREATEROLE. */
  serverUrl: string;
  name: string;
  /** Name of the login role that the app uses. */
  login: string;
}

/** Runs `work` on one connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The same server, another database, and optionally another user. */
export function urlOf(
  serverUrl: string,
  database: string,
  user?: { name: string; password: string },
): string {
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  if (user) {
    url.username = encodeURIComponent(user.name);
    url.password = encodeURIComponent(user.password);
  }
  return url.href;
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
