import { isMark } from '../../core/disclosure.ts';
import type { Collection, Dossier } from '../../core/dossier.ts';
import type { JsonObject } from '../../core/store.ts';
import { type Path, valueAt } from './shape.ts';

/** Addresses of one person; who has more finds them in the table. */
const MOST_ADDRESSES = 50;
/** RFC 6350, 3.2: lines are folded at 75 bytes. */
const LINE_BYTES = 75;

const EMAIL: Path[] = [['defaultEmailAddress', 'emailAddress'], ['email']];
const PHONE: Path[] = [['defaultPhoneNumber', 'phoneNumber'], ['phone']];
const FULL_NAME: Path[] = [['displayName'], ['name']];
/** Of an address, in the order that vCard has: box, extended, street, city, region, code, country. */
const PLACE: Path[][] = [
  [],
  [['address2']],
  [['address1']],
  [['city']],
  [['province']],
  [['zip']],
  [['country']],
];

/** The person's own card for an address book (vCard 4.0); null when nothing would stand on it. */
export async function contact(dossier: Dossier): Promise<string | null> {
  const [customer = {}] = await first(dossier, 'customer', 1);
  const addresses = await first(dossier, 'addresses', MOST_ADDRESSES);
  const details = [
    ...lines('EMAIL', [customer], EMAIL),
    ...lines('TEL', [customer, ...addresses], PHONE),
    ...unique(addresses.map(addressLine)),
    ...lines('ORG', addresses, [['company']]),
  ];
  const [family, given] = [textAt(customer, [['lastName']]), textAt(customer, [['firstName']])];
  const name = textAt(customer, FULL_NAME) || [given, family].filter(Boolean).join(' ');
  if (details.length === 0 && name === '') return null;
  const known = name || textAt(addresses[0] ?? {}, FULL_NAME) || textAt(customer, EMAIL);
  return [
    'BEGIN:VCARD',
    'VERSION:4.0',
    `FN:${escaped(known || 'Me')}`,
    ...(given || family ? [`N:${escaped(family)};${escaped(given)};;;`] : []),
    ...details,
    'END:VCARD',
  ]
    .map((line) => `${folded(line)}\r\n`)
    .join('');
}

async function first({ collections }: Dossier, name: string, most: number): Promise<JsonObject[]> {
  const found: JsonObject[] = [];
  const collection: Collection | undefined = collections.find((each) => each.name === name);
  if (!collection || collection.count === 0) return found;
  for await (const record of collection.records()) if (found.push(record) === most) break;
  return found;
}

function textAt(record: JsonObject, paths: Path[]): string {
  for (const path of paths) {
    const value = valueAt(record, path);
    if (typeof value === 'string' && value.trim() !== '' && !isMark(value)) return value.trim();
  }
  return '';
}

const unique = (texts: string[]): string[] => [...new Set(texts)].filter((text) => text !== '');

const lines = (property: string, records: JsonObject[], paths: Path[]): string[] =>
  unique(records.map((record) => textAt(record, paths))).map((text) => `${property}:${escaped(text)}`);

function addressLine(address: JsonObject): string {
  const parts = PLACE.map((paths) => escaped(textAt(address, paths)));
  return parts.some((part) => part !== '') ? `ADR:${parts.join(';')}` : '';
}

/** A line break is `\n`, and no other control character may stand in a vCard. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\\,;]/g, '\\$&')
    .replace(/\r\n?|\n/g, '\\n')
    .replace(/\p{Cc}/gu, '');
}

/** A folded line goes on after a line break and a space; no character is cut in two. */
function folded(line: string): string {
  let text = '';
  let bytes = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (bytes + size > LINE_BYTES) {
      text += '\r\n ';
      bytes = 1;
    }
    text += character;
    bytes += size;
  }
  return text;
}
