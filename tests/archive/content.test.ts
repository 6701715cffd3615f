import { describe, expect, test } from 'vitest';
import { type Dossier, RENDERER_VERSION } from '#app/core/dossier.ts';
import type { JsonObject } from '#app/core/store.ts';
import { archiveOf, csvRows, filesOf, textOf } from './read-archive.ts';
import { collectionOf, dossierOf, orders, sampleDossier } from './sample.ts';
import { wholeDossier } from './whole.ts';

/** What an archive holds of a person about whom nothing is held. */
const BARE = [
  'data/schema/export.schema.json',
  'data/export.json',
  'data/datapackage.json',
  'data/index.html',
];
const one = (record: JsonObject) => dossierOf([collectionOf('things', [record])]);
const cellsOf = async (...records: JsonObject[]) =>
  csvRows(await textOf(dossierOf([collectionOf('things', records)]), 'things.csv'));

describe('The archive', () => {
  test('is the same bytes every time, in every time zone', async () => {
    const zone = process.env.TZ;
    const archives: Uint8Array[] = [];
    for (const TZ of ['UTC', 'Pacific/Kiritimati', 'America/St_Johns']) {
      process.env.TZ = TZ;
      archives.push(await archiveOf(sampleDossier()));
    }
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    const [first, second, third] = archives.map((bytes) => Buffer.from(bytes));
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
    expect(first?.equals(third ?? Buffer.alloc(0))).toBe(true);
  });

  test('holds everything, a table for each collection that holds something, and a page', async () => {
    expect([...(await filesOf(sampleDossier())).keys()]).toEqual([
      'READ-ME-FIRST.txt',
      'bagit.txt',
      'data/schema/export.schema.json',
      'data/export.json',
      'data/customer.csv',
      'data/events.csv',
      'data/orders.csv',
      'data/contact.vcf',
      'data/datapackage.json',
      'data/index.html',
      'bag-info.txt',
      'manifest-sha256.txt',
      'tagmanifest-sha256.txt',
    ]);
  });

  test('of a person about whom nothing is held is an answer, and says it is the complete one', async () => {
    const dossier = dossierOf([collectionOf('customer', []), collectionOf('orders', [])]);
    expect([...(await filesOf(dossier)).keys()].filter((path) => path.startsWith('data/'))).toEqual(BARE);
    const page = await textOf(dossier, 'index.html');
    expect(page).toContain('No data is held about you');
    expect(page).toContain('complete answer');
    expect(JSON.parse(await textOf(dossier, 'export.json'))).toMatchObject({
      collections: { customer: { records: [] }, orders: { records: [] } },
    });
  });

  test('never calls an answer complete that has gaps', async () => {
    const gaps = [{ collection: 'orders', reason: 'No access to old orders.', remedy: 'Allow it.' }];
    const page = await textOf(dossierOf([collectionOf('orders', [])], { gaps }), 'index.html');
    expect(page).toContain('not complete yet');
    expect(page).toContain('No access to old orders.');
    expect(page).not.toMatch(/No data is held|nothing held|searched in full/);
  });

  test('of a dossier without any collection opens too', async () => {
    const paths = [...(await filesOf(dossierOf([]))).keys()];
    expect(paths.filter((path) => path.startsWith('data/'))).toEqual(BARE);
  });
});

describe('export.json', () => {
  test('holds request, shop, gaps and every record as it came', async () => {
    const dossier = sampleDossier();
    const { request, shop, gaps } = dossier;
    const json = JSON.parse(await textOf(dossier, 'export.json'));
    expect(json).toMatchObject({ request, shop, gaps, rendererVersion: RENDERER_VERSION });
    expect(Object.keys(json.collections)).toEqual(['customer', 'orders', 'events', 'gift-cards']);
    expect(json.collections.orders).toMatchObject({ title: 'Orders', source: 'Shopify: orders' });
    expect(json.collections.orders.records).toEqual(orders(620));
  });
});

describe('A table', () => {
  test('begins with the mark that Excel needs and ends its lines with CRLF', async () => {
    expect(await textOf(one({ name: 'Ōta' }), 'things.csv')).toBe('\uFEFF"name"\r\n"Ōta"\r\n');
  });

  test('has a column for every field that any record has, nested ones side by side', async () => {
    const rows = await cellsOf(
      { id: 1, address: null, note: 'a' },
      { id: 2, address: { city: 'Ulm', geo: { lat: -48.4 } }, note: 'b', late: true },
    );
    expect(rows).toEqual([
      ['id', 'address.city', 'address.geo.lat', 'note', 'late'],
      ['1', '', '', 'a', ''],
      ['2', 'Ulm', '-48.4', 'b', 'true'],
    ]);
  });

  test('keeps apart a dot in a field name and a step to a nested field', async () => {
    expect(await cellsOf({ 'a.b': 1, a: { b: 2 } })).toEqual([
      ['a\\.b', 'a.b'],
      ['1', '2'],
    ]);
  });

  test('joins plain lists and writes deeper or ambiguous ones as JSON', async () => {
    const rows = await cellsOf({
      tags: ['a', 'b'],
      odd: ['a;b', 'c'],
      deep: [{ x: 1 }],
      none: [],
      numbers: [-1],
    });
    expect(rows[1]).toEqual(['a; b', '["a;b","c"]', '[{"x":1}]', '', '-1']);
  });

  test('guards formulas in values and in column names, and leaves numbers numbers', async () => {
    const rows = await cellsOf({ '=cmd': '=1+1', phone: '+49301', owed: '-12.50', amount: -3, nul: '\0=1' });
    expect(rows).toEqual([
      ["'=cmd", 'phone', 'owed', 'amount', 'nul'],
      ["'=1+1", "'+49301", '-12.50', '-3', "'=1"],
    ]);
  });

  test('quotes every text, so that no semicolon in it opens a cell of its own', async () => {
    const csv = await textOf(one({ note: 'a;=1+1' }), 'things.csv');
    expect(csv).toContain('"a;=1+1"');
  });

  test('tells an empty text from nothing, and has no blank line', async () => {
    expect(await textOf(one({ a: '', b: null }), 'things.csv')).toBe('\uFEFF"a","b"\r\n"",\r\n');
    expect(await textOf(one({ a: null }), 'things.csv')).toBe('\uFEFF"a"\r\n""\r\n');
  });

  test('writes a map of very many fields, and what lies very deep, as JSON in one cell', async () => {
    const wide = Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`f${at}`, at]));
    const deep = JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`) as JsonObject;
    const rows = await cellsOf({ id: 1, wide, deep });
    expect(rows[0]).toEqual(['id', 'wide', 'deep.a.a.a.a.a.a.a']);
    expect(JSON.parse(rows[1]?.[1] ?? '')).toEqual(wide);
    expect(await cellsOf(wide)).toEqual([['record'], [JSON.stringify(wide)]]);
  });

  test('cuts off a text that no spreadsheet can hold in a cell, and says where it is whole', async () => {
    const rows = await cellsOf({ note: '💌'.repeat(100_000), list: [['x'.repeat(40_000)]] });
    for (const cell of rows[1] ?? []) {
      expect(cell.length).toBeLessThanOrEqual(32_000);
      expect(cell).toMatch(/ … \[cut off here: export\.json has the whole value\]$/);
    }
  });

  test('gives two columns of one name two names', async () => {
    expect((await cellsOf({ a: 1, 'a\0': 2 }))[0]).toEqual(['a', 'a (2)']);
  });

  test('finds fields that are named like parts of the language', async () => {
    const record = JSON.parse('{"__proto__": "a", "constructor": {"name": "b"}, "toString": null}');
    expect(await cellsOf(record)).toEqual([
      ['__proto__', 'constructor.name', 'toString'],
      ['a', 'b', ''],
    ]);
  });
});

describe('index.html', () => {
  const textIn = (page: string) =>
    page
      .replace(/<style>.*<\/style>/s, '')
      .replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' ');

  test('names in one entry all parts that one thing keeps shut, with what helps', async () => {
    const text = textIn(await textOf(wholeDossier(), 'index.html'));
    expect(text).toContain(
      'Gift cards, Payment disputes and Store credit The app has not been allowed to read this in Shopify. What helps: The shop allows it in Shopify and gathers again.',
    );
  });

  test('lists parts that hold something first, and the others in a line', async () => {
    const text = textIn(await textOf(wholeDossier(), 'index.html'));
    expect(text).toMatch(
      /Events 3 records .* Looked there, nothing held: Parcels Refunds Returns Draft orders/,
    );
    expect(text).toMatch(
      /Looked there, nothing found, some missing: Gift cards Payment disputes Store credit/,
    );
  });

  test('says what was left out and why, and marks its places', async () => {
    const page = await textOf(wholeDossier(), 'index.html');
    expect(textIn(page)).toContain('What was left out, and why');
    expect(textIn(page)).toContain('Saved addresses, in 2 places It is about another person');
    expect(page).toContain('<em class="quiet">[left out: about another person]</em>');
  });

  test('says what is held and may not be shown', async () => {
    const text = textIn(await textOf(wholeDossier(), 'index.html'));
    expect(text).toContain('Held, but not shown');
    expect(text).toContain('A financial account number, in Payments');
  });

  test('says of each part whose doing it is, and what among it was worked out', async () => {
    const text = textIn(await textOf(wholeDossier(), 'index.html'));
    expect(text).toContain(
      'From: Shopify: customer profile. Given by you, or in dealings with you. 1 record',
    );
    expect(text).toContain('Worked out about you, and not given: Amount spent.');
    expect(text).toContain('From: Shopify, orders. Worked out about you. 1 record');
  });

  test('of a portability answer says that it holds what was provided, and how to get the rest', async () => {
    const dossier: Dossier = { ...wholeDossier(), content: 'portability' };
    const page = textIn(await textOf(dossier, 'index.html'));
    expect(page).toContain('The data you gave to Linden');
    expect(page).toContain(
      'What the shop or others worked out about you, such as totals, scores or groups, is not part of it',
    );
    expect(JSON.parse(await textOf(dossier, 'export.json'))).toMatchObject({ content: 'portability' });
    const empty: Dossier = { ...dossierOf([collectionOf('orders', [])]), content: 'portability' };
    expect(textIn(await textOf(empty, 'index.html'))).toContain('No data from you is held');
  });

  test('shortens what no one reads on a page: huge texts, records of very many fields, deep nesting', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`) as JsonObject;
    const wide = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`field${at}`, at]));
    const page = await textOf(one({ text: 'x'.repeat(5_000_000), deep, wide }), 'index.html');
    expect(page.length).toBeLessThan(100_000);
    expect(page).toContain('… and so on: see export.json');
    expect(page).toContain('more within: see export.json');
    expect(page).toContain('and 2,800 more: see export.json');
  });

  test('shows at most 500 records of a collection and then points to the table', async () => {
    const page = await textOf(sampleDossier(), 'index.html');
    expect(page.match(/<details class="sheet"/g)).toHaveLength(500);
    expect(page).toContain(
      'These are the first 500 of 620 records. All of them are in <a href="orders.csv">',
    );
  });

  test('points to the whole of a list that is too long for a page', async () => {
    const lines = Array.from({ length: 10_000 }, (_, quantity) => ({ quantity }));
    const page = await textOf(one({ lines }), 'index.html');
    expect(page).toContain('and 9,950 more: see export.json');
  });

  test('escapes whatever names, texts and titles hold', async () => {
    const attack = `</style></title><script>alert(1)</script><img src=x onerror='a' alt="b">&`;
    const gaps = [{ collection: attack, reason: attack, remedy: attack }];
    const hostile = { title: attack, what: attack, source: attack };
    const dossier = dossierOf(
      [
        collectionOf('wide', [{ [attack]: attack, name: attack, nested: [{ [attack]: [attack] }] }], hostile),
        collectionOf('flat', [{ [attack]: attack }, { [attack]: attack }], hostile),
      ],
      { gaps, shop: { name: attack, domain: attack, contact: attack } },
    );
    const page = await textOf(dossier, 'index.html');
    expect(page).not.toMatch(/<script|<img|<\/style>(?!\n<\/head>)/);
    expect(page.match(/<\/title>/g)).toHaveLength(1);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('shows control characters as such and lets no text turn the direction of its neighbours', async () => {
    const page = await textOf(
      one({ a: 'x\0y\u0007\u0085', b: '\u202Egnp.exe\u2069', c: 'مرحبا' }),
      'index.html',
    );
    expect(page).toContain('<bdi>x\u2400y\u2407\uFFFD</bdi>');
    expect(page).toContain('<bdi>gnp.exe</bdi>');
    expect(page).toContain('<bdi>مرحبا</bdi>');
  });

  test('lists the files with their size and SHA-256', async () => {
    const dossier = sampleDossier();
    const files = await filesOf(dossier);
    const page = new TextDecoder().decode(files.get('data/index.html'));
    for (const [path, bytes] of [...files].filter(([name]) => /^data\/(?!index)/.test(name))) {
      const digest = await crypto.subtle.digest('SHA-256', Buffer.from(bytes));
      expect(page).toContain(`<a href="${path.slice('data/'.length)}">`);
      expect(page).toContain(Buffer.from(digest).toString('hex'));
    }
  });
});
