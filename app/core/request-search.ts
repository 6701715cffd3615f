import type { PersonIdentifier } from './identifier.ts';

/** What a text that somebody looks for may be; one text may be several things. */
export interface SearchGuess {
  /** A request's own number. */
  number: number | null;
  /** What a person is known by. */
  identifiers: PersonIdentifier[];
  /** As Shopify shows an order: only Shopify knows whose it is. */
  orderName: string | null;
}

/** Greatest number that a request can have. */
const MOST_NUMBER = 2_147_483_647;
const GID = /^gid:\/\/shopify\/(Customer|Order)\/(\d{1,20})$/;
const GID_KINDS: Record<string, 'customer' | 'order'> = { Customer: 'customer', Order: 'order' };
/** Ids of Shopify are long; a short number is rather a request's or an order's name. */
const ID = /^\d{6,20}$/;
const PHONE = /^\+?[\d\s().\-/]{5,30}$/;
const MOST_NAME = 50;

/** What a text may be, by its shape. It is compared as a whole: parts of an address find nothing. */
export function guessSearch(words: string): SearchGuess {
  const text = words.normalize('NFKC').trim();
  const nothing: SearchGuess = { number: null, identifiers: [], orderName: null };
  const gid = GID.exec(text);
  if (gid) {
    const kind = GID_KINDS[gid[1] ?? ''] ?? 'customer';
    return { ...nothing, identifiers: [{ kind, value: gid[2] ?? '' }] };
  }
  if (text.includes('@')) return { ...nothing, identifiers: [{ kind: 'email', value: text }] };
  const number = /^#?(\d{1,10})$/.exec(text)?.[1];
  const identifiers: PersonIdentifier[] = [];
  if (ID.test(text)) identifiers.push({ kind: 'customer', value: text }, { kind: 'order', value: text });
  if (PHONE.test(text)) identifiers.push({ kind: 'phone', value: text });
  return {
    number: number !== undefined && Number(number) <= MOST_NUMBER ? Number(number) : null,
    identifiers,
    orderName: text === '' || text.length > MOST_NAME || text.startsWith('+') ? null : text,
  };
}
