import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { mkdir, open as openFile, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { ErasureEntry } from '../core/erasure.ts';

const LINE = z.object({
  at: z.iso.datetime(),
  shop: z.uuid(),
  request: z.uuid(),
  what: z.enum(['person', 'shop']),
  indexes: z.array(z.string().regex(/^[a-z]+:[0-9a-f]{64}$/)),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The completed erasures, kept where no backup of the database reaches. */
export interface ErasureList {
  /** Returns once the entry is on disk; an entry may stand there twice. */
  append(entry: ErasureEntry): Promise<void>;
  /** All of them, oldest first. `damaged`: lines that are not what this installation wrote. */
  read(): Promise<{ entries: ErasureEntry[]; damaged: number }>;
}

/**
 * A file of JSON lines, only ever appended to, each with an HMAC under a key that follows from the master key:
 * a line that somebody slips in erases nobody.
 */
export function createErasureList(options: { path: string; masterKey: Buffer }): ErasureList {
  const { path } = options;
  const key = Buffer.from(hkdfSync('sha256', options.masterKey, '', 'privacy-desk erasure list', 32));
  const macOf = ({ at, shop, request, what, indexes }: ErasureEntry) =>
    createHmac('sha256', key)
      .update(JSON.stringify([at, shop, request, what, indexes]))
      .digest();

  function parse(line: string): ErasureEntry | null {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      return null;
    }
    const parsed = LINE.safeParse(json);
    if (!parsed.success) return null;
    const { mac, ...entry } = parsed.data;
    return timingSafeEqual(Buffer.from(mac, 'hex'), macOf(entry)) ? entry : null;
  }

  const readText = () =>
    readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });

  return {
    async append(entry) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const handle = await openFile(path, 'a', 0o600);
      try {
        // It begins with the end of a line: one that a crash has cut short spoils none but itself.
        await handle.write(`\n${JSON.stringify({ ...entry, mac: macOf(entry).toString('hex') })}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      const folder = await openFile(dirname(path), 'r');
      await folder.sync().finally(() => folder.close());
    },

    async read() {
      const lines = (await readText()).split('\n').filter((line) => line !== '');
      const entries = lines.flatMap((line) => parse(line) ?? []);
      return { entries, damaged: lines.length - entries.length };
    },
  };
}
