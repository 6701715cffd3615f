import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { expect, test } from 'vitest';
import { renderArchive } from '#app/adapters/archive/render.ts';
import { archiveOf } from './read-archive.ts';
import { sampleDossier } from './sample.ts';

const PASSWORD = 'correct horse battery';
const locked = async () =>
  new Uint8Array(await new Response(renderArchive(sampleDossier(5), { password: PASSWORD })).arrayBuffer());

async function opened(bytes: Uint8Array, password?: string) {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false, password });
  const entries = await reader.getEntries();
  const [entry] = entries;
  if (!entry || entry.directory) throw new Error('there is no file in it');
  return { entries, content: await entry.getData(new Uint8ArrayWriter()) };
}

test('A locked archive holds the very archive that there is without a password, and shows nothing of it', async () => {
  const bytes = await locked();
  const { entries, content } = await opened(bytes, PASSWORD);
  expect(entries.map(({ filename }) => filename)).toEqual(['privacy-desk-request-17.zip']);
  expect(entries[0]).toMatchObject({ encrypted: true, zipCrypto: false });
  expect(Buffer.from(content).equals(Buffer.from(await archiveOf(sampleDossier(5))))).toBe(true);
  const text = Buffer.from(bytes).toString('latin1');
  expect(text).not.toContain('customer.csv');
  expect(text).not.toContain(PASSWORD);
});

test('A locked archive opens with no other password, and with none', async () => {
  const bytes = await locked();
  await expect(opened(bytes, 'correct horse batterx')).rejects.toThrow();
  await expect(opened(bytes)).rejects.toThrow();
});

test('Two locked archives of one dossier have different bytes, so that neither helps to open the other', async () => {
  const [first, second] = [Buffer.from(await locked()), Buffer.from(await locked())];
  expect(first.equals(second)).toBe(false);
});

test('A password that programs could not open is refused before anything is rendered', () => {
  expect(() => renderArchive(sampleDossier(1), { password: 'zoë' })).toThrow('unaccented');
});
