import type { Dossier } from '#app/core/dossier.ts';
import type { JsonObject } from '#app/core/store.ts';
import { collectionOf, dossierOf } from './sample.ts';

/** Names and values that have broken readers of JSON, CSV, HTML, ZIP, vCard and spreadsheets. */
const HOSTILE_TEXTS = [
  ...['=1+1', '=HYPERLINK("http://evil.example","x")', '+49301', '-1+1', '@SUM(A1)', '\t=1', '\r=1', "'=1"],
  ...[
    '\0=1',
    'a\0b',
    '\u0007\u0085',
    '\ud800',
    'x\udc00y',
    '\u202Egnp.exe\u2069',
    'مرحبا',
    '💌👩‍👩‍👧',
    'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L',
  ],
  ...[
    'a;b',
    'a,b',
    'a"b',
    'a\nb',
    'a\r\nb',
    '',
    ' ',
    '\u2028',
    '\uFEFFx',
    '../../etc/passwd',
    'con',
    '%2e%2e/',
  ],
  ...['</script><script>alert(1)</script>', '</style>', '<!--', ']]>', '&amp;', '__proto__', 'constructor'],
  ...[
    '[left out]',
    '{"a":1}',
    '[1,2]',
    '2024-02-30',
    '1e999',
    '007',
    'NULL',
    'true',
    'BEGIN:VCARD',
    'x'.repeat(9_000),
  ],
];

/** A dossier of nothing but trouble. */
export function hostileDossier(): Dossier {
  const text = (at: number) => HOSTILE_TEXTS[at % HOSTILE_TEXTS.length] ?? '';
  const records = HOSTILE_TEXTS.map(
    (value, at): JsonObject => ({
      id: String(at),
      value,
      // Through entries, so that `__proto__` is a field and no prototype.
      map: Object.fromEntries([[value, text(at + 1)]]),
      list: [value, text(at + 2), { [`k${value}`]: [value] }],
    }),
  );
  const order = {
    id: 'o',
    lines: Array.from({ length: 10_000 }, (_, line) => ({ line, title: text(line) })),
  };
  const person = {
    ...{ id: 'c', firstName: 'Zoë;\nEND:VCARD', lastName: '=cmd|x, \\', email: 'zoe@example.com\r\nNOTE:x' },
    note: 'n'.repeat(2_000_000),
  };
  return dossierOf(
    [
      collectionOf('customer', [person]),
      collectionOf('addresses', [
        { id: 'a', address1: text(13), city: '\0', zip: '\ud800', company: text(14) },
      ]),
      collectionOf('hostile', records, { title: text(30), what: text(11), source: text(12) }),
      collectionOf('orders', [order]),
      collectionOf('maps', [Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`=k${at}`, at]))]),
      collectionOf('empty', [{}, {}]),
    ],
    {
      shop: { name: text(30), domain: 'linden.myshopify.com', contact: text(11) },
      gaps: [{ collection: 'nowhere', reason: text(30), remedy: text(11) }],
      leftOut: [{ collection: 'orders', count: 2, reason: text(30) }],
      masked: [{ what: text(30), collections: ['orders', text(30)] }],
    },
  );
}
