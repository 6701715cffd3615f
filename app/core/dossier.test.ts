import { describe, expect, it } from 'vitest';
import {
  type Collection,
  type Dossier,
  RENDERER_VERSION,
  requireRecords,
  requireRenderable,
} from './dossier.ts';
import { english } from './words.ts';

function collection(name: string, count: number, held = count): Collection {
  const records = async function* () {
    for (let id = 1; id <= held; id++) yield { id };
  };
  return { name, title: name, what: name, source: name, key: ['id'], origin: 'given', count, records };
}

function dossier(collections: Collection[], more: Partial<Dossier> = {}): Dossier {
  return {
    request: { number: 1, kind: 'access', receivedAt: '2026-11-03T09:30:00Z', jurisdiction: 'unknown' },
    shop: { name: 'Linden', domain: 'linden.myshopify.com', contact: null },
    content: 'access',
    collections,
    gaps: [],
    leftOut: [],
    masked: [],
    rendererVersion: RENDERER_VERSION,
    ...more,
  };
}

/** What a failure says. */
async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return english.t((error as Error).message);
  }
  return '';
}

describe('requireRenderable', () => {
  it.each(['../up', 'a/b', 'a\\b', '', 'A', 'é', 'a.b', 'a b', 'con', 'com1', 'x'.repeat(65)])(
    'refuses a collection named %j, which could not be a safe file name',
    async (name) => {
      const said = await refusal(() => requireRenderable(dossier([collection(name, 0)])));
      expect(said).toContain('cannot be a file name');
      expect(said).toMatch(/^The dossier cannot be rendered\. .* Gather it again\.$/s);
    },
  );

  it('refuses two collections of one name', () => {
    expect(() => requireRenderable(dossier([collection('a', 0), collection('a', 0)]))).toThrow(
      'Two collections',
    );
  });

  it('refuses a dossier made for another version of the archive', () => {
    const other = dossier([], { rendererVersion: RENDERER_VERSION + 1 });
    expect(() => requireRenderable(other)).toThrow('version');
  });

  it.each([-1, 0.5, Number.NaN])('refuses a count of %s', async (count) => {
    const said = await refusal(() => requireRenderable(dossier([collection('a', count, 0)])));
    expect(said).toContain('The count of a');
  });

  it('lets an ordinary dossier pass', () => {
    expect(() => requireRenderable(dossier([collection('gift-cards', 2)]))).not.toThrow();
  });
});

describe('requireRecords', () => {
  it('yields the records in their order', async () => {
    expect(await Array.fromAsync(requireRecords(collection('a', 2)))).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it.each([
    [3, 2, 'only 2'],
    [2, 3, 'more'],
    [0, 1, 'more'],
    [1, 0, 'only 0'],
  ])('fails when %i records are announced and %i are held', async (count, held, words) => {
    const said = await refusal(() => Array.fromAsync(requireRecords(collection('a', count, held))));
    expect(said).toContain(words);
  });
});
