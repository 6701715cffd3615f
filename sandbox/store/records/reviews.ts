/** Product reviews, which review apps keep as metaobjects: Shopify itself has no such type. */

import type { Person } from '../person.ts';
import { DAY_MS, dateTime, gid, type Scene } from '../scene.ts';
import type { NodeRecord, StoreRecord, Value } from '../store.ts';
import { nameOf } from './address.ts';

const DEFINITION = 6_500_000_001;
const FIRST_REVIEW = 98_000_000_000;
export const REVIEW_TYPE = 'product_review';

/** Keys of a review, with the metafield type of each. */
const FIELDS = {
  author: 'single_line_text_field',
  author_email: 'single_line_text_field',
  rating: 'number_integer',
  body: 'multi_line_text_field',
  product: 'product_reference',
} as const;
type Key = keyof typeof FIELDS;

function field(key: Key, value: string | null, reference: NodeRecord | null): StoreRecord {
  const type = FIELDS[key];
  const jsonValue: Value = type === 'number_integer' ? Number(value) : value;
  return { __typename: 'MetaobjectField', key, type, value, jsonValue, reference };
}

function review(scene: Scene, n: number, definition: NodeRecord, person: Person): NodeRecord {
  const number = FIRST_REVIEW + n * 64;
  const at = dateTime(scene.now - (120 - (n % 120)) * DAY_MS);
  const { product } = scene.draw(`review ${n}`, ({ helpers }) => helpers.arrayElement(scene.variants));
  const texts: Record<Key, string | null> = {
    author: nameOf(person),
    author_email: person.email,
    rating: String(1 + (n % 5)),
    body: person.attribute ?? 'Warm, and my asthma is fine with it.',
    product: product.id,
  };
  const keys: readonly Key[] = ['author', 'author_email', 'rating', 'body', 'product'];
  return {
    __typename: 'Metaobject',
    id: gid('Metaobject', number),
    type: REVIEW_TYPE,
    handle: `review-${number}`,
    displayName: nameOf(person),
    definition,
    fields: keys.map((key) => field(key, texts[key], key === 'product' ? product : null)),
    createdAt: at,
    updatedAt: at,
  };
}

/** @param reviewers who wrote a review each, in this order */
export function insertReviews(scene: Scene, reviewers: readonly Person[]): void {
  const { store } = scene;
  const at = dateTime(scene.now - 500 * DAY_MS);
  const definition: NodeRecord = {
    __typename: 'MetaobjectDefinition',
    id: gid('MetaobjectDefinition', DEFINITION),
    name: 'Product review',
    type: REVIEW_TYPE,
    displayNameKey: 'author',
    createdAt: at,
    updatedAt: at,
    metaobjectsCount: reviewers.length,
    metaobjects: () => store.all('Metaobject').filter(({ type }) => type === REVIEW_TYPE),
  };
  store.insert(definition);
  for (const [n, person] of reviewers.entries()) store.insert(review(scene, n, definition, person));
}
