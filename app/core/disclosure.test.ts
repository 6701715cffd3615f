import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DISCLOSURE_NAMES,
  disclose,
  disclosureOf,
  isMark,
  leftOutText,
  maskedText,
  REDACTION_REASON_NAMES,
  type Redaction,
  recordKey,
} from './disclosure.ts';
import { isBlank, mapAt, valuesAt } from './field-path.ts';
import { kindOfName, NEVER_DISCLOSED, type NeverDisclosed } from './never-disclosed.ts';
import { isAnyProvided, provided } from './provided.ts';
import type { CollectionDescription, JsonObject } from './store.ts';

const things: CollectionDescription = {
  name: 'things',
  title: 'Things',
  what: 'Things.',
  source: 'Here',
  key: ['id'],
  origin: 'given',
  neverDisclosed: { taxId: 'government-id', 'cards.number': 'financial-account' },
};
const one = (path: string, recordKey = 'r1'): Redaction => ({
  collection: 'things',
  recordKey,
  path,
  reason: 'other-person',
});
const LEFT_OUT = '[left out: about another person]';

describe('what staff leave out', () => {
  const record: JsonObject = {
    id: 'r1',
    note: 'for Bo',
    gift: { to: 'Bo', at: null },
    lines: [{ by: 'Bo' }, { by: '' }],
  };

  test('is replaced by a readable text; what is empty stays empty', () => {
    const out = disclose(things, 'full', [one('gift.to'), one('gift.at'), one('lines.by')])(record);
    expect(out).toEqual({
      id: 'r1',
      note: 'for Bo',
      gift: { to: LEFT_OUT, at: null },
      lines: [{ by: LEFT_OUT }, { by: '' }],
    });
  });

  test('takes what belongs to it in other collections along, when it is a whole record', () => {
    const parts = { ...things, name: 'parts', refersTo: { thingId: 'things' } };
    const out = disclose(parts, 'full', [one('', 'r1'), one('note', 'r2')]);
    expect(out({ id: 'p1', thingId: 'r1', to: 'Bo, 1 Example Street' })).toEqual({
      id: 'p1',
      leftOut: LEFT_OUT,
    });
    const others: JsonObject[] = [
      { id: 'p2', thingId: 'r2', to: 'Bo' },
      { id: 'p3', thingId: null },
      { id: 'p4' },
    ];
    for (const other of others) expect(out(other)).toBe(other);
  });

  test('stays in every other record and in other collections', () => {
    const elsewhere = { ...one('note'), collection: 'others' };
    const out = disclose(things, 'full', [one('note', 'r2'), one('', 'r3'), elsewhere]);
    expect(out(record)).toEqual(record);
    expect(out({ id: 'r3', note: 'x' })).toEqual({ id: 'r3', leftOut: LEFT_OUT });
    expect(disclose(things, 'full', [one('note', '')])({ id: 'any', note: 'x' })).toEqual({
      id: 'any',
      note: LEFT_OUT,
    });
  });

  test('is told with the record’s own reason, where all records have another', () => {
    const own = { ...one('note'), reason: 'trade-secret' };
    for (const both of [
      [own, one('note', '')],
      [one('note', ''), own],
    ])
      expect(disclose(things, 'full', both)(record).note).toBe('[left out: a trade secret]');
  });

  test('never takes a record’s key', () => {
    expect(disclose(things, 'full', [one('id'), one('id', '')])(record)).toEqual(record);
  });
});

describe('California’s rule', () => {
  const california = disclose(things, 'california', []);

  test('holds back the named fields and says what is held, but nothing where nothing is', () => {
    const told: NeverDisclosed[] = [];
    const mask = disclose(things, 'california', [], (kind) => told.push(kind));
    expect(
      mask({ id: '1', taxId: '123', cards: [{ number: '4111', brand: 'V' }, { number: null }] }),
    ).toEqual({
      id: '1',
      taxId: '[held, not disclosed: a government identification number]',
      cards: [{ number: '[held, not disclosed: a financial account number]', brand: 'V' }, { number: null }],
    });
    expect(told).toEqual(['government-id', 'financial-account']);
    expect(mask({ id: '2', taxId: '' })).toEqual({ id: '2', taxId: '' });
    expect(told).toHaveLength(2);
  });

  test.each([
    [{ namespace: 'custom', key: 'passport_number', value: 'X1' }, 'government-id'],
    [{ namespace: 'kyc.ssn', key: 'last', value: '123-45-6789', jsonValue: '123-45-6789' }, 'government-id'],
    [{ key: 'IBAN', value: 'DE02' }, 'financial-account'],
    [{ key: 'k', definition: { name: 'Mother’s maiden name' }, value: 'Roe' }, 'security-question'],
    [{ namespace: 'app', key: 'profile', value: '{"bank": {"accountNumber": "12"}}' }, 'financial-account'],
    [{ namespace: 'app', key: 'profile', jsonValue: [{ healthInsuranceId: 'A' }] }, 'health-insurance'],
    [{ name: 'Door password', value: 'sesame' }, 'password'],
  ] as const)('knows a field of free name by its name: %j', (pair, kind) => {
    const text = `[held, not disclosed: ${NEVER_DISCLOSED[kind].label}]`;
    const { attributes } = california({
      id: '1',
      attributes: [structuredClone(pair) as unknown as JsonObject],
    });
    const hidden = Object.fromEntries(
      Object.entries(pair).map(([field, value]) => [field, /^(v|jsonV)alue$/.test(field) ? text : value]),
    );
    expect(attributes).toEqual([hidden]);
  });

  test('lets ordinary fields of free name be', () => {
    const attributes: JsonObject[] = [
      { key: 'gift_wrap', value: 'yes' },
      { key: 'Passport cover size', value: 'M' },
      { key: 'pin', value: '110001' },
      { namespace: 'app', key: 'profile', value: '{"colour": "red", "ssn": null}' },
      { namespace: 'app', key: 'broken', value: '{"ssn": ' },
      { key: 'passport', value: null },
    ];
    expect(california({ id: '1', attributes })).toEqual({ id: '1', attributes });
  });

  test.each([
    ...(
      [
        'SSN',
        'socialSecurityNumber',
        'passport-no',
        "Driver's License",
        'driving licence',
        'nationalIdNumber',
        'taxID',
      ] as const
    ).map((name) => [name, 'government-id'] as const),
    ...(['routing_number', 'accountNumber', 'Bank account', 'creditCard'] as const).map(
      (name) => [name, 'financial-account'] as const,
    ),
    ['Security question', 'security-question'],
    ['medicareNumber', 'health-insurance'],
    ['fingerprint', 'biometric'],
    ['valid', null],
    ['session', null],
    ['classNumber', null],
    ['messageId', null],
    ['ibanez guitar', null],
  ] as const)('a field named %j holds %s', (name, kind) => expect(kindOfName(name)).toBe(kind));

  test.each<readonly [string, string]>([
    ['My SSN is 123-45-6789.', 'My SSN is [held, not disclosed: a government identification number].'],
    ['to DE89 3704 0044 0532 0130 00', 'to [held, not disclosed: a financial account number]'],
    ['DE89370400440532013000', '[held, not disclosed: a financial account number]'],
    ['card 4111 1111 1111 1111!', 'card [held, not disclosed: a financial account number]!'],
    ...(['123‑45‑6789', '123 45 6789', '123.45.6789', '123–45–6789', '１２３－４５－６７８９'] as const).map(
      (text) =>
        [`is ${text}, ok`, 'is [held, not disclosed: a government identification number], ok'] as const,
    ),
    ...(
      [
        'de89 3704 0044 0532 0130 00',
        'DE89-3704-0044-0532-0130-00',
        'DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000',
        'BE68 5390 0754 7034',
        '4111–1111–1111–1111',
        '4111.1111.1111.1111',
        '4111111111111111',
        '3782 822463 10005',
        '378282246310005',
      ] as const
    ).map(
      (text) =>
        [`AB12 xy ${text} PAID`, 'AB12 xy [held, not disclosed: a financial account number] PAID'] as const,
    ),
  ])('finds a number in any text by its form: %s', (text, masked) => {
    expect(california({ id: '1', lines: [{ note: text }] }).lines).toEqual([{ note: masked }]);
  });

  test.each([
    '000-12-3456',
    '2026-11-22',
    '+1 555-625-1199',
    'gid://shopify/Order/5900000131072',
    'DE89370400440532013001',
    '4111 1111 1111 1112',
    '9400111899223197428490',
    'JD4111111111111111',
    '4111111111111112',
    '+46 123 45 6789',
    'GB33BUKB',
    '1-123-45-6789',
  ])('takes no other number for one: %s', (text) => {
    expect(california({ id: '1', note: text })).toEqual({ id: '1', note: text });
  });

  test('looks into a text of a shopper that is nested deeper than any call stack', () => {
    const nested = (inner: string) => `${'['.repeat(200_000)}${inner}${']'.repeat(200_000)}`;
    const attributes = (value: string) => [{ key: 'gift', value }];
    const harmless = { id: '1', attributes: attributes(nested('1')) };
    expect(california(harmless)).toEqual(harmless);
    expect(california({ id: '1', attributes: attributes(nested('{"ssn":"1"}')) })).toEqual({
      id: '1',
      attributes: attributes('[held, not disclosed: a government identification number]'),
    });
  });

  test('is no work that grows with the square of what a shopper wrote', () => {
    const pieces = ['[held, not disclosed: ', 'AB12 ', '1234 ', '123 45 ', '4111.', 'DE89'];
    // Of this thread alone, in microseconds: what else the machine does is not counted.
    const workOn = (length: number): number => {
      const texts = pieces.map((piece) => piece.repeat(Math.ceil(length / piece.length)));
      const before = process.threadCpuUsage();
      for (const text of texts) california({ id: '1', note: text, attributes: [{ key: text, value: 'x' }] });
      return process.threadCpuUsage(before).user;
    };
    workOn(50_000);
    // Sixteen times the text: its square would be 256 times the work.
    expect(workOn(800_000) / workOn(50_000)).toBeLessThan(64);
  });

  test('is for those whom it concerns: others get all that is held', () => {
    const record = { id: '1', taxId: '123', attributes: [{ key: 'ssn', value: '1' }] };
    expect(disclose(things, 'full', [])(record)).toBe(record);
    expect(disclosureOf({ disclosure: null, jurisdiction: 'unknown' })).toBe('full');
    expect(disclosureOf({ disclosure: 'california', jurisdiction: 'unknown' })).toBe('california');
    expect(disclosureOf({ disclosure: 'constructor', jurisdiction: 'unknown' })).toBe('full');
  });
});

describe('what a person provided', () => {
  test('leaves out what was derived, at any depth, and keeps the key', () => {
    const orders: CollectionDescription = {
      ...things,
      refersTo: { customerId: 'customers' },
      origins: {
        risk: 'derived',
        'risk.answer': 'given',
        'lines.score': 'derived',
        customerId: 'derived',
        id: 'derived',
      },
    };
    const record: JsonObject = {
      id: '1',
      customerId: 'c',
      note: null,
      risk: [{ level: 'high', answer: 'yes' }, { level: 'low' }],
      lines: [{ title: 'Hat', score: 3, tags: [['x', null]] }, null],
    };
    expect(provided(orders)(record)).toEqual({
      id: '1',
      customerId: 'c',
      note: null,
      risk: [{ answer: 'yes' }],
      lines: [{ title: 'Hat', tags: [['x', null]] }, null],
    });
  });

  test('of a collection of derived data is what is named as given, or nothing', () => {
    const segments: CollectionDescription = { ...things, origin: 'derived' };
    expect(provided(segments)({ id: '1', name: 'VIP' })).toEqual({ id: '1' });
    expect(isAnyProvided(segments)).toBe(false);
    const some: CollectionDescription = { ...segments, origins: { 'by.me': 'observed' } };
    expect(provided(some)({ id: '1', name: 'VIP', by: { me: 1, them: 2 } })).toEqual({
      id: '1',
      by: { me: 1 },
    });
    expect(isAnyProvided(some)).toBe(true);
  });
});

describe('any record, under any rules, whatever is left out', () => {
  const name = fc.constantFrom('a', 'b', 'note', '__proto__', 'key', 'value', 'leftOut');
  const { object } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.oneof(fc.constantFrom('passport', 'x', '', 'no 123-45-6789'), fc.integer(), fc.constant(null)),
      fc.array(tie('json'), { maxLength: 3 }),
      tie('object'),
    ),
    object: fc
      .uniqueArray(fc.tuple(name, tie('json')), { selector: ([field]) => field, maxLength: 5 })
      .map((fields) => Object.fromEntries(fields)),
  }));
  const id = fc.constantFrom('r1', 'r2', 'r3');
  const record = fc
    .tuple(id, object as fc.Arbitrary<JsonObject>)
    .map(([id, rest]): JsonObject => ({ id, ...rest }));
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('.'));
  const redaction: fc.Arbitrary<Redaction> = fc
    .record({
      collection: fc.constantFrom('things', 'others'),
      recordKey: fc.oneof(id, fc.constant('')),
      path: fc.oneof(path, fc.constant(''), fc.constant('id')),
      reason: fc.constantFrom(...REDACTION_REASON_NAMES),
    })
    .filter(({ recordKey, path }) => recordKey !== '' || path !== '');
  const origin = fc.constantFrom('given', 'observed', 'derived' as const);
  const description = fc
    .record({
      origin,
      origins: fc.dictionary(path, origin, { maxKeys: 4 }),
      neverDisclosed: fc.dictionary(
        path,
        fc.constantFrom(...(Object.keys(NEVER_DISCLOSED) as NeverDisclosed[])),
        { maxKeys: 3 },
      ),
    })
    .map((more): CollectionDescription => ({ ...things, ...more }));
  const rules = fc.constantFrom(...DISCLOSURE_NAMES);
  const cases = [record, description, rules, fc.array(redaction, { maxLength: 4 })] as const;

  test('keeps its key and its original, and is the same when disclosed again', () => {
    fc.assert(
      fc.property(...cases, (given, about, rules, redactions) => {
        const before = JSON.stringify(given);
        const transform = disclose(about, rules, redactions);
        const out = transform(given);
        expect(JSON.stringify(given)).toBe(before);
        expect(recordKey(about, out)).toBe(recordKey(about, given));
        expect(JSON.stringify(transform(out))).toBe(JSON.stringify(out));
      }),
      { numRuns: 1_000 },
    );
  });

  test('loses nothing that is not named', () => {
    fc.assert(
      fc.property(record, fc.array(redaction, { maxLength: 4 }), (given, redactions) => {
        const out = disclose(things, 'full', redactions)(given);
        const own = redactions.filter(
          ({ collection, recordKey }) => collection === 'things' && ['', given.id].includes(recordKey),
        );
        if (own.some(({ path }) => path === '')) return;
        const blank = (from: JsonObject) =>
          own
            .filter(({ path }) => path !== 'id')
            .reduce((rest, { path }) => mapAt(rest, path, () => null), from);
        expect(JSON.stringify(blank(out))).toBe(JSON.stringify(blank(given)));
        for (const { path } of own)
          for (const value of path === 'id' ? [] : valuesAt(out, path))
            expect(isBlank(value) || String(value).startsWith('[left out: ')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('has of what was provided only what it had, and no more when asked again', () => {
    fc.assert(
      fc.property(record, description, (given, about) => {
        const keep = provided(about);
        const out = keep(given);
        expect(recordKey(about, out)).toBe(recordKey(about, given));
        expect(JSON.stringify(keep(out))).toBe(JSON.stringify(out));
        for (const [path, origin] of Object.entries(about.origins ?? {})) {
          const isTurned = Object.keys(about.origins ?? {}).some((other) => other.startsWith(`${path}.`));
          if (origin === 'derived' && !isTurned) expect(valuesAt(out, path)).toEqual([]);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

test('a text in place of what was left out or masked is known as such, and no other text', () => {
  expect([leftOutText('other-person'), maskedText('password')].map(isMark)).toEqual([true, true]);
  expect(['', '[left out]', 'see [left out: a]', '[left out: a], b'].map(isMark)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
