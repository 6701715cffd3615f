import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '#app/core/store.ts';
import { csvRows, filesOf } from './read-archive.ts';
import { collectionOf, dossierOf } from './sample.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '\0', ' ', '"', "'", ',', ';', '1'),
  }),
  fc.constantFrom('</script>', '</style>', '\ud800', '\u202e', '__proto__', 'a.b', '-1.5', '💌'),
);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.integer(),
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  ),
}));
/** As it comes from storage: through JSON, which knows no -0. */
const record = fc
  .dictionary(text, value, { maxKeys: 4 })
  .map((object) => JSON.parse(JSON.stringify(object)) as JsonObject);
const records = fc.array(record, { maxLength: 5 });

async function decoded(held: JsonObject[]): Promise<Map<string, string>> {
  const files = await filesOf(dossierOf([collectionOf('things', held)]));
  return new Map(
    [...files].map(([path, bytes]) => [path.replace(/^data\//, ''), new TextDecoder().decode(bytes)]),
  );
}

test('export.json gives back any records unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(records, async (held) => {
      const json = JSON.parse((await decoded(held)).get('export.json') ?? '');
      expect(json.collections.things.records).toEqual(held);
    }),
  );
});

test('a table has a row for each record, and no cell of any starts a formula', async () => {
  const formula = /^[\s\p{Cc}"]*[=+@]|^[\t\r\n]|^-(?!\d+(\.\d+)?(e[+-]?\d+)?$)/iu;
  await fc.assert(
    fc.asyncProperty(records, async (held) => {
      const csv = (await decoded(held)).get('things.csv');
      if (csv === undefined) {
        expect(held.flatMap((each) => Object.keys(each))).toEqual([]);
        return;
      }
      const rows = csvRows(csv);
      expect(rows).toHaveLength(held.length + 1);
      for (const row of rows) {
        expect(row).toHaveLength(rows[0]?.length ?? 0);
        expect(row.filter((cell) => formula.test(cell) || cell.includes('\0'))).toEqual([]);
      }
    }),
  );
});

test('no record puts an element of its own into the page', async () => {
  const ours = new Set(
    'html head meta title style body header main nav section footer p h1 h2 h3 a bdi time span strong ul ol li dl div dt dd details summary table caption thead tbody tr th td code'.split(
      ' ',
    ),
  );
  await fc.assert(
    fc.asyncProperty(records, async (held) => {
      const page = (await decoded(held)).get('index.html') ?? '';
      const names = [...page.matchAll(/<\/?([^!\s>/]+)/g)].map(([, name = '']) => name);
      expect(names.filter((name) => !ours.has(name))).toEqual([]);
      expect(page).not.toMatch(/[\0\u202A-\u202E\u2066-\u2069]/);
    }),
  );
});
