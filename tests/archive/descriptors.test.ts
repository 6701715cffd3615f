import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Dossier } from '#app/core/dossier.ts';
import type { JsonObject } from '#app/core/store.ts';
import { hostileDossier } from './hostile.ts';
import { filesOf, textOf } from './read-archive.ts';
import { collectionOf, dossierOf, sampleDossier } from './sample.ts';

const DOSSIERS: [string, Dossier][] = [
  ['a person with some history', sampleDossier(20)],
  ['nobody', dossierOf([])],
  ['hostile content', hostileDossier()],
];

/** The official schema: frictionlessdata/datapackage, profiles/2.0/datapackage.json. */
const PROFILE = resolve(process.env.VECTORS_DIR ?? '../shared/vectors', 'datapackage-2.0.schema.json');

const packageOf = async (dossier: Dossier) => JSON.parse(await textOf(dossier, 'datapackage.json'));
/** The fields of the only table of such records, name -> type. */
async function typesOf(...records: JsonObject[]): Promise<Record<string, string>> {
  const { resources } = await packageOf(dossierOf([collectionOf('things', records)]));
  const { fields } = resources.find(({ name }: { name: string }) => name === 'things').schema;
  return Object.fromEntries(fields.map(({ name, type }: { name: string; type: string }) => [name, type]));
}

describe('export.json', () => {
  test.each(DOSSIERS)('of %s is what the schema in the archive says', async (_, dossier) => {
    const ajv = new Ajv2020({ allErrors: true, validateFormats: false });
    const validate = ajv.compile(JSON.parse(await textOf(dossier, 'schema/export.schema.json')));
    validate(JSON.parse(await textOf(dossier, 'export.json')));
    expect(validate.errors).toBeNull();
  });

  test('with a field that the schema does not know is refused by it', async () => {
    const dossier = sampleDossier(1);
    const validate = new Ajv2020({ validateFormats: false }).compile(
      JSON.parse(await textOf(dossier, 'schema/export.schema.json')),
    );
    const json = JSON.parse(await textOf(dossier, 'export.json'));
    expect(validate({ ...json, more: 1 })).toBe(false);
    expect(validate({ ...json, content: 'everything' })).toBe(false);
  });

  test('has the schema that is published in docs/formats', async () => {
    const published = JSON.parse(readFileSync(resolve('docs/formats/export.schema.json'), 'utf8'));
    expect(JSON.parse(await textOf(dossierOf([]), 'schema/export.schema.json'))).toEqual(published);
  });
});

describe('datapackage.json', () => {
  test.skipIf(!existsSync(PROFILE)).each(DOSSIERS)(
    'of %s is a Data Package by its official schema',
    async (_, dossier) => {
      const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
        JSON.parse(readFileSync(PROFILE, 'utf8')),
      );
      validate(await packageOf(dossier));
      expect(validate.errors).toBeNull();
    },
  );
  if (!existsSync(PROFILE)) console.log(`skipped: ${PROFILE} is not here; VECTORS_DIR names its folder`);

  test('names every file before it, with its size and checksum', async () => {
    const dossier = sampleDossier(3);
    const files = await filesOf(dossier);
    const { resources } = await packageOf(dossier);
    expect(resources.map(({ path }: { path: string }) => path)).toEqual([
      'schema/export.schema.json',
      'export.json',
      'customer.csv',
      'events.csv',
      'orders.csv',
      'contact.vcf',
    ]);
    for (const { path, bytes, hash } of resources) {
      const content = Buffer.from(files.get(`data/${path}`) ?? []);
      const digest = Buffer.from(await crypto.subtle.digest('SHA-256', content)).toString('hex');
      expect({ path, bytes, hash }).toEqual({ path, bytes: content.length, hash: `sha256:${digest}` });
    }
  });

  test('tells what type the values of a column are, and calls a mixture text', async () => {
    const first = {
      ...{ at: '2024-02-01T09:00:00.123+01:00', day: '2024-02-29', count: 3, share: 1, ok: true },
      ...{ zip: '10115', mixed: 1, near: '2024-02-30', tags: ['a', 'b'], lines: [{ a: 1 }], none: null },
    };
    const second = {
      ...{ at: '2024-02-01T09:00:00Z', day: null, count: -4, share: 0.5, ok: false },
      ...{ zip: '20095', mixed: 'x', near: '2024-02-28', tags: [], lines: [], none: null },
    };
    expect(await typesOf(first, second)).toEqual({
      ...{ at: 'datetime', day: 'date', count: 'integer', share: 'number', ok: 'boolean' },
      ...{ zip: 'string', mixed: 'string', near: 'string', tags: 'string', lines: 'array', none: 'string' },
    });
  });

  test('calls a decimal text a number only where it is an amount of money', async () => {
    const money = { amount: '-12.50', currencyCode: 'EUR' };
    expect(await typesOf({ total: money, amount: '12.50' })).toEqual({
      ...{ 'total.amount': 'number', 'total.currencyCode': 'string', amount: 'string' },
    });
  });

  test('has the key of a table, and which columns hold the keys of another', async () => {
    const dossier = dossierOf([
      collectionOf('orders', [{ id: 'o1' }, { id: 'o2' }]),
      collectionOf('lines', [{ id: 'l1', orderId: 'o1', giftId: 'g', parentId: null }], {
        refersTo: { orderId: 'orders', giftId: 'gifts', parentId: 'lines', gone: 'orders' },
      }),
      collectionOf('gifts', []),
      collectionOf('notes', [{ id: 'n1' }, { text: 'no id' }]),
    ]);
    const { resources } = await packageOf(dossier);
    const schemas = Object.fromEntries(
      resources.map(({ name, schema }: { name: string; schema: object }) => [name, schema]),
    );
    expect(schemas.lines).toMatchObject({
      primaryKey: ['id'],
      foreignKeys: [
        { fields: ['orderId'], reference: { resource: 'orders', fields: ['id'] } },
        { fields: ['parentId'], reference: { fields: ['id'] } },
      ],
    });
    expect(schemas.notes).not.toHaveProperty('primaryKey');
  });
});
