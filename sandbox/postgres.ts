/**
 * A real PostgreSQL from npm's registry, for the demo, development and tests: its own data folder, reachable
 * from this machine only, as durable as in production.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findPlace, type Place } from './postgres-place.ts';
import { freePort, type RunningProcess, settlesWithin, startProcess } from './processes.ts';

const run = promisify(execFile);
const SUPERUSER = 'postgres';
/** What the last run left may still be ending: its shutdown checkpoint, its backends after a kill. */
const PREDECESSOR_GONE_WITHIN_MS = 10_000;
const READY = 'database system is ready to accept connections';
const PREDECESSOR_ALIVE = /lock file "postmaster.pid" already exists|is still in use/;
const PORT_TAKEN = /could not create any TCP\/IP sockets/;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
};

export interface PostgresOptions {
  /** Holds the cluster and the superuser's password (mode 0600); made when it does not exist. */
  dataDir: string;
  /** Any free one unless given. */
  port?: number;
  /** Further server settings, such as max_connections. */
  settings?: Record<string, string>;
  /** Every line of the server's log. */
  onLine?: (line: string) => void;
}

export interface Postgres {
  /** Superuser, database "postgres". */
  url: string;
  port: number;
  pid: number;
  /** Fast shutdown: running transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
  /** `kill -9` of the server's main process; the others notice and end by themselves. */
  kill(): Promise<void>;
  /** Stops and deletes the data. */
  destroy(): Promise<void>;
}

/** Makes the cluster unless it is there; a half-made one is made anew. Returns the superuser's password. */
async function initialise({ folder, bin, prefix, identity }: Place): Promise<string> {
  const cluster = join(folder, 'cluster');
  const passwordFile = join(folder, 'password');
  if (existsSync(cluster)) {
    await requireSameMajor(bin.postgres, cluster);
    return (await readFile(passwordFile, 'utf8')).trim();
  }
  const password = randomBytes(24).toString('base64url');
  const unfinished = `${cluster}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (identity.uid !== undefined) await chown(passwordFile, identity.uid, identity.gid ?? identity.uid);
  const command = [
    ...[
      ...prefix,
      bin.initdb,
      `--pgdata=${unfinished}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
    ],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--set=lc_messages=C'],
  ];
  await run(command[0] ?? '', command.slice(1), {
    ...identity,
    cwd: folder,
    env: { ...process.env, ...localeFree() },
  });
  await rename(unfinished, cluster);
  return password;
}

async function requireSameMajor(postgres: string, cluster: string): Promise<void> {
  const written = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  const { stdout } = await run(postgres, ['--version']);
  const major = /(\d+)/.exec(stdout)?.[1];
  if (major === written) return;
  throw new Error(
    `The data in ${cluster} was written by PostgreSQL ${written}, this is ${major}. ` +
      'Move that folder away to start with an empty database, or upgrade it with pg_upgrade.',
  );
}

/** The machine's locale and PG* variables must not change what the server does. */
function localeFree(): Record<string, string | undefined> {
  const disturbing = Object.keys(process.env).filter((name) => /^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(disturbing.map((name) => [name, undefined])), LC_ALL: 'C' };
}

/**
 * PostgreSQL takes any living process with the number in a stale lock file for its predecessor. After a
 * restart of the machine or container that may be anyone: a server that does not listen is none.
 */
async function forgetStrangersLock(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const port = existsSync(file) ? Number((await readFile(file, 'utf8')).split('\n')[3]) : 0;
  if (port > 0 && !(await listens(port))) await rm(file, { force: true });
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Starts the server once and waits until it accepts connections, or has ended. */
async function launch(
  place: Place,
  port: number,
  options: PostgresOptions,
): Promise<RunningProcess | string> {
  const settings = { ...SETTINGS, ...options.settings, port: String(port) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command = '', ...args] = [
    ...place.prefix,
    place.bin.postgres,
    '-D',
    join(place.folder, 'cluster'),
    ...flags,
  ];
  const ready = Promise.withResolvers<void>();
  const server = await startProcess({
    ...{ command, args, ...place.identity, cwd: place.folder, env: localeFree(), stopSignal: 'SIGINT' },
    onLine(line) {
      if (line.includes(READY)) ready.resolve();
      options.onLine?.(line);
    },
  });
  const accepts = await Promise.race([ready.promise.then(() => true), server.exited.then(() => false)]);
  return accepts ? server : server.tail();
}

async function launchAfterPredecessor(place: Place, options: PostgresOptions) {
  const endAt = Date.now() + PREDECESSOR_GONE_WITHIN_MS;
  for (;;) {
    await forgetStrangersLock(join(place.folder, 'cluster'));
    const port = options.port ?? (await freePort());
    const result = await launch(place, port, options);
    if (typeof result !== 'string') return { server: result, port };
    const passing = PREDECESSOR_ALIVE.test(result) || (PORT_TAKEN.test(result) && options.port === undefined);
    if (!passing || Date.now() > endAt) {
      throw new Error(
        `PostgreSQL did not start in ${place.folder}. ` +
          `If another run uses that folder, stop it first. The server said:\n${result}`,
      );
    }
    await settlesWithin(new Promise(() => undefined), 200);
  }
}

/**
 * Starts PostgreSQL on this machine's loopback address; `dataDir` keeps the data between runs and recovers by
 * itself after a crash. The server ends when this process does.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const dataDir = resolve(options.dataDir);
  const place = await findPlace(dataDir);
  const password = await initialise(place);
  const { server, port } = await launchAfterPredecessor(place, options);
  const stop = async () => {
    await server.stop();
  };
  return {
    url: `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid: server.pid,
    stop,
    async kill() {
      await server.kill();
    },
    async destroy() {
      await stop();
      await rm(place.folder, { recursive: true, force: true });
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
