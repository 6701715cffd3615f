/** What every maker of records needs to know about the shop that is being seeded. */
import type { Draw } from './draw.ts';
import type { MemoryStore } from './memory-store.ts';
import { money, moneyBag } from './money.ts';
import type { NodeRecord, StoreRecord } from './store.ts';

export interface Variant {
  product: NodeRecord;
  variant: NodeRecord;
  priceCents: number;
  grams: number;
}

export interface Scene {
  store: MemoryStore;
  draw: Draw;
  /** The present, in milliseconds since the epoch. */
  now: number;
  /** e.g. demo.myshopify.com */
  domain: string;
  currency: string;
  variants: readonly [Variant, ...Variant[]];
  location: NodeRecord;
  staff: NodeRecord;
}

export const DAY_MS = 86_400_000;

export const gid = (typename: string, number: number | string) => `gid://shopify/${typename}/${number}`;

/** The schema's DateTime: whole seconds, UTC. */
export const dateTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** Money in the currency of the shop. */
export const priced = (scene: Scene) => ({
  money: (cents: number): StoreRecord => money(cents, scene.currency),
  bag: (cents: number): StoreRecord => moneyBag(cents, scene.currency),
});

export const attributes = (pairs: Readonly<Record<string, string>>): StoreRecord[] =>
  Object.entries(pairs).map(([key, value]) => ({ __typename: 'Attribute', key, value }));

/** Remembers the last result only: a query reads all fields of one record before it turns to the next. */
export function rememberLast<Key extends object, T>(make: (key: Key) => T): (key: Key) => T {
  let last: { key: Key; value: T } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}
