import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#app/core/store.ts';
import { filesOf, textOf } from './read-archive.ts';
import { collectionOf, dossierOf } from './sample.ts';

const cardOf = (customer: JsonObject[], addresses: JsonObject[] = []) =>
  textOf(
    dossierOf([collectionOf('customer', customer), collectionOf('addresses', addresses)]),
    'contact.vcf',
  );
const unfolded = (card: string) => card.replaceAll('\r\n ', '');

describe('contact.vcf', () => {
  test('has the name, addresses and numbers of the person, as Shopify gives them', async () => {
    const customer = {
      ...{ firstName: 'Zoë', lastName: 'Müller', phone: null },
      defaultEmailAddress: { emailAddress: 'zoe@example.com' },
      defaultPhoneNumber: { phoneNumber: '+4930901820' },
    };
    const address = {
      address1: 'Lindenallee 5',
      city: 'Berlin',
      zip: '10115',
      country: 'Germany',
      phone: '+49171',
    };
    expect(await cardOf([customer], [address, address])).toBe(
      [
        ...['BEGIN:VCARD', 'VERSION:4.0', 'FN:Zoë Müller', 'N:Müller;Zoë;;;', 'EMAIL:zoe@example.com'],
        ...['TEL:+4930901820', 'TEL:+49171', 'ADR:;;Lindenallee 5;Berlin;;10115;Germany', 'END:VCARD', ''],
      ].join('\r\n'),
    );
  });

  test('is not there when nothing would stand on it', async () => {
    const dossier = dossierOf([
      collectionOf('customer', [{ id: 'c', note: 'x' }]),
      collectionOf('addresses', []),
    ]);
    expect([...(await filesOf(dossier)).keys()]).not.toContain('data/contact.vcf');
  });

  test('leaves out what was left out or masked', async () => {
    const card = await cardOf(
      [{ firstName: 'Zoë', phone: '[held, not disclosed: a financial account number]' }],
      [{ address1: '[left out: about another person]', city: 'Ulm' }],
    );
    expect(card).not.toContain('[');
    expect(card).toContain('ADR:;;;Ulm;;;');
  });

  test('has no line that a value made, and none of more than 75 bytes', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('\r\nEND:VCARD\r\n', 'a;b,c\\', 'ż'.repeat(99), '\0', '\ud800', 'BEGIN:VCARD'),
    );
    const record = fc.record({ displayName: text, email: text, firstName: text, address1: text, city: text });
    await fc.assert(
      fc.asyncProperty(record, async (values) => {
        const card = await cardOf([{ ...values, displayName: `Z${values.displayName}` }], [values]);
        const lines = card.split('\r\n');
        expect(lines.filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
        const names = unfolded(card)
          .split('\r\n')
          .map((line) => /^[A-Z]+(?=[:;])/.exec(line)?.[0]);
        expect(names.filter((name) => name === 'BEGIN' || name === 'END')).toHaveLength(2);
        expect(names.slice(0, -1)).not.toContain(undefined);
        expect(card.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 60 },
    );
  });
});
