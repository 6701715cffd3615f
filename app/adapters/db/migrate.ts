import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { installQueue } from '../queue.ts';

const FILTERS = { externalTables: [], externalEnums: [] };
/** One migration at a time over all processes that start together; any fixed number serves. */
const MIGRATION_LOCK = 7_214_901;

/** The folder's migrations in the form that the engine reads. */
function readMigrations(baseDir: string) {
  const names = readdirSync(baseDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(join(baseDir, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: names
      .map((entry) => ({
        path: entry.name,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: readFileSync(join(baseDir, entry.name, 'migration.sql'), 'utf8'),
          },
        },
      }))
      .sort((a, b) => a.path.localeCompare(b.path)),
  };
}

/**
 * Prisma's adapter cuts a script at every semicolon, also within function bodies. PostgreSQL itself takes
 * the whole script, and as one transaction.
 */
class WholeScriptPg extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    return adapter;
  }
}

/** What `prisma migrate deploy` does, with the same engine as WebAssembly: nothing is downloaded. */
async function applyMigrations(ownerUrl: string, folder: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerUrl, allowExitOnIdle: true });
  const factory = bindMigrationAwareSqlAdapterFactory(new WholeScriptPg(pool));
  const engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, factory);
  try {
    await engine.applyMigrations({ migrationsList: readMigrations(folder), filters: FILTERS });
  } finally {
    engine.free();
    await pool.end();
  }
}

/**
 * Brings a database to this version: tables, roles, policies, the queue.
 *
 * @param ownerUrl may create tables and roles (a superuser, or the database's owner with CREATEROLE)
 * @param appUser the login role the app connects as; it gets the app's and the intake's rights, no more.
 *   Without it the app logs in as the owner and only steps down by `SET ROLE`.
 */
export async function migrate({ ownerUrl, appUser }: { ownerUrl: string; appUser?: string }): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await applyMigrations(ownerUrl, resolve('prisma/migrations'));
    await installQueue(owner);
    const login = appUser === undefined ? 'CURRENT_USER' : owner.escapeIdentifier(appUser);
    await owner.query(`GRANT privacy_desk_app, privacy_desk_intake TO ${login}`);
  } finally {
    await owner.end();
  }
}
