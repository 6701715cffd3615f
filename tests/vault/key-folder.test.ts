import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createKeyFolder } from '#app/adapters/vault/key-folder.ts';
import { keyServiceContract } from '../contracts/key-service.ts';

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keys-'));
  folders.push(folder);
  return folder;
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

keyServiceContract('a folder of epoch keys', async () => {
  const folder = await newFolder();
  const masterKey = randomBytes(32);
  return { open: () => createKeyFolder({ folder, masterKey, random: randomBytes }) };
});

test('the files are for their owner alone, and useless without the master key', async () => {
  const folder = await newFolder();
  const create = (masterKey: Buffer) => createKeyFolder({ folder, masterKey, random: randomBytes });
  const wrapped = await create(Buffer.alloc(32, 1)).wrap('shop', Buffer.alloc(32), 'c');
  const path = join(folder, 'shop');
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  expect(await readdir(path)).toEqual(['1.key']);
  expect((await stat(join(path, '1.key'))).mode & 0o777).toBe(0o600);
  expect((await readFile(join(path, '1.key'))).length).toBe(60);
  await expect(create(Buffer.alloc(32, 2)).unwrap('shop', wrapped, 'c')).rejects.toMatchObject({
    code: 'unreadable',
  });
});
