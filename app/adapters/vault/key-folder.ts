import { link, mkdir, open as openFile, readdir, readFile, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { KEY_DESTROYED } from '../../core/failure-text.ts';
import type { Random } from '../../core/id.ts';
import type { KeyService } from '../../core/keys.ts';
import { open, seal } from './aead.ts';

const KEY_BYTES = 32;
const EPOCH_FILE = /^(\d+)\.key$/;

const exists = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EEXIST';
const missing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/**
 * Callers that ask for the same in one turn share the answer. It is looked up after all of them have asked,
 * and not kept: whoever asks after a key was destroyed does not get it.
 */
function askTogether<T>(load: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (name) => {
    const answer =
      asked.get(name) ??
      Promise.resolve().then(() => {
        asked.delete(name);
        return load(name);
      });
    asked.set(name, answer);
    return answer;
  };
}

/** A name is on disk for good only when its folder has been synced too. */
async function sync(path: string): Promise<void> {
  const handle = await openFile(path, 'r');
  await handle.sync().finally(() => handle.close());
}

/**
 * Epoch keys as files, `<folder>/<shop>/<epoch>.key`, mode 0600 in folders of mode 0700, each sealed under
 * the master key. Keep the folder out of the database's backups: that is what makes destroying a key final.
 */
export function createKeyFolder(options: { folder: string; masterKey: Buffer; random: Random }): KeyService {
  const { folder, masterKey, random } = options;
  const shopFolder = (shopId: string) => join(folder, shopId);
  const context = (shopId: string, epoch: number) => `epoch-key|${shopId}|${epoch}`;

  const epochs = askTogether(async (shopId) => {
    const names = await readdir(shopFolder(shopId)).catch((error) => {
      if (missing(error)) return [];
      throw error;
    });
    return names
      .flatMap((name) => EPOCH_FILE.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  });

  const readSealed = askTogether((path) =>
    readFile(path).catch((cause) => {
      if (missing(cause)) throw new Failure('key-gone', KEY_DESTROYED, { cause });
      throw cause;
    }),
  );
  const read = async (shopId: string, epoch: number): Promise<Buffer> =>
    open(masterKey, await readSealed(join(shopFolder(shopId), `${epoch}.key`)), context(shopId, epoch));

  /** A file on disk, under a name that nobody else uses. */
  async function draftOf(shopId: string, epoch: number, content: Buffer): Promise<string> {
    const path = shopFolder(shopId);
    await mkdir(path, { recursive: true, mode: 0o700 });
    const draft = join(path, `${epoch}.${random(8).toString('hex')}.draft`);
    const handle = await openFile(draft, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return draft;
  }

  /** Written aside, then linked: another process sees the whole key or none, and only one of two makes it. */
  async function create(shopId: string, epoch: number): Promise<void> {
    const path = shopFolder(shopId);
    const key = seal(masterKey, random(KEY_BYTES), context(shopId, epoch), random);
    const draft = await draftOf(shopId, epoch, key);
    await link(draft, join(path, `${epoch}.key`)).catch((error) => {
      if (!exists(error)) throw error;
    });
    await unlink(draft);
    await sync(path);
    await sync(folder);
  }

  async function current(shopId: string): Promise<number> {
    const last = (await epochs(shopId)).at(-1);
    if (last !== undefined) return last;
    await create(shopId, 1);
    return 1;
  }

  return {
    async wrap(shopId, key, keyContext) {
      const epoch = await current(shopId);
      return { epoch, wrapped: seal(await read(shopId, epoch), key, keyContext, random) };
    },
    async unwrap(shopId, { epoch, wrapped }, keyContext) {
      return open(await read(shopId, epoch), wrapped, keyContext);
    },
    async rotate(shopId) {
      const next = (await current(shopId)) + 1;
      await create(shopId, next);
      return next;
    },
    epochs,
    async destroy(shopId, epoch) {
      await rm(join(shopFolder(shopId), `${epoch}.key`), { force: true });
      await rm(join(shopFolder(shopId), `${epoch}.survivors`), { force: true });
      await sync(shopFolder(shopId)).catch((error) => {
        if (!missing(error)) throw error;
      });
    },
    async keepSurvivors(shopId, epoch, survivors) {
      const draft = await draftOf(shopId, epoch, survivors);
      await rename(draft, join(shopFolder(shopId), `${epoch}.survivors`));
      await sync(shopFolder(shopId));
    },
    async survivors(shopId) {
      for (const epoch of (await epochs(shopId)).toReversed()) {
        const kept = await readFile(join(shopFolder(shopId), `${epoch}.survivors`)).catch((error) => {
          if (missing(error)) return null;
          throw error;
        });
        if (kept !== null) return kept;
      }
      return null;
    },
    async destroyAll(shopId) {
      await rm(shopFolder(shopId), { recursive: true, force: true });
      await sync(folder);
    },
  };
}
