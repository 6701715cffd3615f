import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filesOf } from './read-archive.ts';
import { collectionOf, dossierOf, sampleDossier } from './sample.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const decode = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
const manifestOf = (text: string) =>
  Object.fromEntries(linesOf(text).map((line) => line.split('  ').toReversed() as [string, string]));

describe('The archive is a BagIt bag', () => {
  test('that declares itself and its encoding, to the letter', async () => {
    const files = await filesOf(sampleDossier(3));
    expect(decode(files.get('bagit.txt'))).toBe('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');
  });

  test('whose manifest has the SHA-256 of every file of the payload, and nothing else', async () => {
    const files = await filesOf(sampleDossier(3));
    const payload = [...files].filter(([path]) => path.startsWith('data/'));
    expect(manifestOf(decode(files.get('manifest-sha256.txt')))).toEqual(
      Object.fromEntries(payload.map(([path, bytes]) => [path, sha256(bytes)])),
    );
  });

  test('whose second manifest has that of every other file but itself', async () => {
    const files = await filesOf(sampleDossier(3));
    const others = [...files].filter(([path]) => !/^(data\/|tagmanifest)/.test(path));
    expect(others).toHaveLength(4);
    expect(manifestOf(decode(files.get('tagmanifest-sha256.txt')))).toEqual(
      Object.fromEntries(others.map(([path, bytes]) => [path, sha256(bytes)])),
    );
  });

  test('that tells the bytes and the number of the files in its payload', async () => {
    const files = await filesOf(sampleDossier(3));
    const payload = [...files].filter(([path]) => path.startsWith('data/'));
    const bytes = payload.reduce((sum, [, content]) => sum + content.length, 0);
    expect(decode(files.get('bag-info.txt'))).toContain(`Payload-Oxum: ${bytes}.${payload.length}\n`);
  });

  test('whose descriptions are one line each, whatever the shop is called', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (name) => {
        const shop = { name, domain: 'linden.myshopify.com', contact: null };
        const files = await filesOf(dossierOf([], { shop }));
        const lines = linesOf(decode(files.get('bag-info.txt')));
        expect(lines.map((line) => line.split(':')[0])).toEqual([
          'Source-Organization',
          'External-Identifier',
          'External-Description',
          'Bag-Software-Agent',
          'Payload-Oxum',
        ]);
      }),
      { numRuns: 50 },
    );
  });

  test('with no path that could lead out of its folder', async () => {
    const names = ['a', 'nul-', '0', '-', 'x'.repeat(64)];
    const files = await filesOf(dossierOf(names.map((name) => collectionOf(name, [{ '../up': 1 }]))));
    expect(
      [...files.keys()].filter((path) => !/^(data\/)?(schema\/)?[A-Za-z0-9][\w.-]*$/.test(path)),
    ).toEqual(['data/-.csv']);
  });
});
