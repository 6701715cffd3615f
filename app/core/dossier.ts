import { Failure } from './failure.ts';
import { type Saying, say, sentences } from './saying.ts';
import type { CollectionDescription, Gap, JsonObject } from './store.ts';

/**
 * Version of the archive's content and layout. It rises with every change of the rendered bytes, so that a
 * pinned archive is never silently rendered as another one.
 */
export const RENDERER_VERSION = 3;

/**
 * `access`: all that is held about the person (Art. 15). `portability`: what they provided, given or observed, for
 * use elsewhere (Art. 20, WP242 rev.01). The records are dropped before; the renderer only tells.
 */
export type ArchiveContent = 'access' | 'portability';

/** One kind of record of a dossier. */
export interface Collection extends CollectionDescription {
  /** How many records `records` yields; a different number is an error, never a shorter archive. */
  count: number;
  /** The records from the first on, in the same order each time; called once per pass. */
  records(): AsyncIterable<JsonObject>;
}

/** What review took out of a collection: the person is told how much and why, and its records still count. */
export interface LeftOut {
  collection: string;
  /** Records or fields, each as one. */
  count: number;
  /** One plain sentence for the person. */
  reason: string;
}

/** A kind of data that is held and whose values the law forbids to hand out (11 CCR 7024(d)). */
export interface Masked {
  /** Continues "The shop holds …": "a financial account number". */
  what: string;
  collections: string[];
}

/** What was gathered to answer one request; its records stay in their chunks until they are read. */
export interface Dossier {
  /** `receivedAt` in ISO 8601. */
  request: { number: number; kind: string; receivedAt: string; jurisdiction: string };
  /** `contact`: where the person may ask, as the shop gives it. */
  shop: { name: string; domain: string; contact: string | null };
  content: ArchiveContent;
  collections: Collection[];
  /** What could not be had; the person is told. */
  gaps: Gap[];
  leftOut: LeftOut[];
  masked: Masked[];
  rendererVersion: number;
}

/** Windows keeps these names for devices, whatever their extension: such a file could not be unpacked there. */
const DEVICE_NAME = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/;
const COLLECTION_NAME = /^[a-z0-9-]{1,64}$/;

/** How many records are held in all. */
export function recordCount(dossier: Dossier): number {
  return dossier.collections.reduce((sum, { count }) => sum + count, 0);
}

/**
 * Refuses a dossier that this renderer would get wrong, before the first byte of its archive.
 * @throws Failure without retry
 */
export function requireRenderable({ collections, request, rendererVersion }: Dossier): void {
  if (rendererVersion !== RENDERER_VERSION)
    refuse(
      say('It was made for version {made} of the archive, this is version {present}.', {
        made: rendererVersion,
        present: RENDERER_VERSION,
      }),
    );
  if (Number.isNaN(Date.parse(request.receivedAt))) refuse(say('Its time of receipt is not a date.'));
  const seen = new Set<string>();
  for (const { name, count } of collections) {
    // The name becomes a file name: letters, digits and hyphens cannot leave the archive's folder.
    if (!COLLECTION_NAME.test(name) || DEVICE_NAME.test(name))
      refuse(say('A collection’s name cannot be a file name: {name}.', { name: JSON.stringify(name) }));
    if (seen.has(name)) refuse(say('Two collections are named {name}.', { name }));
    if (!Number.isSafeInteger(count) || count < 0)
      refuse(say('The count of {name} is not a number of records.', { name }));
    seen.add(name);
  }
}

function refuse(why: Saying): never {
  const whole = sentences(say('The dossier cannot be rendered.'), why, say('Gather it again.'));
  throw new Failure('dossier.not-renderable', whole);
}

/**
 * The collection's records, checked against its count.
 * @throws Failure without retry when more or fewer records come than the collection announced
 */
export async function* requireRecords(collection: Collection): AsyncGenerator<JsonObject> {
  const { name, count } = collection;
  let read = 0;
  for await (const record of collection.records()) {
    read += 1;
    if (read > count) break;
    yield record;
  }
  if (read !== count) {
    const fillings = { name, count, read };
    throw new Failure(
      'dossier.incomplete',
      read > count
        ? say(
            'Collection {name} announces {count} records and more could be read. Gather it again.',
            fillings,
          )
        : say(
            'Collection {name} announces {count} records and only {read} could be read. Gather it again.',
            fillings,
          ),
    );
  }
}
