import pg from 'pg';

/** One database of the app, as its two users reach it. */
export interface Database {
  /** Owns the tables: for migrations only. */
  ownerUrl: string;
  /** What the app itself logs in as: owns nothing, and is under row-level security. */
  appUrl: string;
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
