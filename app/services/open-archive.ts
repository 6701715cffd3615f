import type { Unit } from '../adapters/db/unit.ts';
import {
  DISCLOSURES,
  type Disclosure,
  disclose,
  disclosureOf,
  REDACTION_REASONS,
  type Redaction,
  type RedactionReason,
} from '../core/disclosure.ts';
import {
  type ArchiveContent,
  type Collection,
  type Dossier,
  type LeftOut,
  type Masked,
  RENDERER_VERSION,
} from '../core/dossier.ts';
import { Failure } from '../core/failure.ts';
import type { DataKey } from '../core/keys.ts';
import { lawOf } from '../core/law/jurisdictions.ts';
import { NEVER_DISCLOSED, type NeverDisclosed } from '../core/never-disclosed.ts';
import { isAnyProvided, provided } from '../core/provided.ts';
import { type CollectionDescription, type JsonObject, readGaps } from '../core/store.ts';
import { english } from '../core/words.ts';
import type { Deps } from './deps.ts';
import { inStoreOrder } from './in-store-order.ts';
import { readRecords } from './read-chunks.ts';
import { requireRequestKey } from './require-key.ts';

type ArchiveDeps = Pick<Deps, 'unit' | 'vault' | 'stores'>;
/** What is told of each value that was masked. */
type OnMasked = (collection: string, kind: NeverDisclosed) => void;

interface Opened extends Omit<Dossier, 'collections' | 'masked'> {
  /** The collections, as they may be seen; `told` hears of what is masked while they are read. */
  collections(told: OnMasked): Collection[];
  masks: boolean;
}

async function requireRequest({ read, shopId }: Unit, requestId: string) {
  const request = await read.request.findFirst({
    where: { shopId, id: requestId },
    include: { steps: true, redactions: { orderBy: [{ recordKey: 'asc' }, { path: 'asc' }] } },
  });
  if (!request) throw new Failure('not-found', 'this shop has no such request');
  return request;
}
/**
 * What was gathered must still be there, whole: an answer that lacks a piece looks like a full one.
 * @throws Failure
 */
function requireAll({ steps }: RequestRow, counts: ReadonlyMap<string, number>): void {
  const held = new Map<string, number>();
  for (const [place, count] of counts) {
    const [stepId = ''] = place.split('|');
    held.set(stepId, (held.get(stepId) ?? 0) + count);
  }
  const isWhole = steps.every(({ id, records }) => (held.get(id) ?? 0) === records);
  if (!isWhole || held.size !== steps.filter(({ records }) => records > 0).length)
    throw new Failure(
      'dossier.incomplete',
      'Not all that was gathered is there any more, so no answer is made of it. Gather it again.',
    );
}

type RequestRow = Awaited<ReturnType<typeof requireRequest>>;

/** How many of each collection, by step. */
async function readCounts({ read, shopId }: Unit, requestId: string) {
  const rows = await read.chunk.groupBy({
    by: ['stepId', 'collection'],
    where: { shopId, requestId },
    _sum: { records: true },
  });
  return new Map(rows.map(({ stepId, collection, _sum }) => [`${stepId}|${collection}`, _sum.records ?? 0]));
}

/** What was left out, as the person is told: how much for which reason, by collection. */
function leftOutOf(redactions: readonly Redaction[], shown: ReadonlySet<string>): LeftOut[] {
  const own = redactions.filter(({ collection }) => shown.has(collection));
  const alike = Map.groupBy(own, ({ collection, reason }) => `${collection}|${reason}`);
  return [...alike.values()]
    .flatMap((those) => {
      const [first] = those;
      if (!first) return [];
      const { collection, reason } = first;
      const { toPerson } = REDACTION_REASONS[reason as RedactionReason] ?? { toPerson: reason };
      return [{ collection, count: those.length, reason: toPerson }];
    })
    .toSorted((a, b) => (`${a.collection}|${a.reason}` < `${b.collection}|${b.reason}` ? -1 : 1));
}

/** What becomes of each record: first what is masked or left out, then what belongs to the content. */
function transformOf(
  description: CollectionDescription,
  as: { content: ArchiveContent; disclosure: Disclosure; redactions: readonly Redaction[] },
  told: OnMasked,
): (record: JsonObject) => JsonObject {
  const given = as.content === 'portability' ? provided(description) : (record: JsonObject) => record;
  const shown = disclose(description, as.disclosure, as.redactions, (kind) => told(description.name, kind));
  // What is not part of the answer is not said to be held back from it.
  return (record) => shown(given(record));
}

async function* transformed(
  records: AsyncIterable<JsonObject>,
  transform: (record: JsonObject) => JsonObject,
): AsyncGenerator<JsonObject> {
  for await (const record of records) yield transform(record);
}

/** The collections of a request's steps that the content has. */
function collectionsOf(
  deps: ArchiveDeps,
  from: { request: RequestRow; counts: Map<string, number>; key: DataKey },
  as: { content: ArchiveContent; disclosure: Disclosure },
): (told: OnMasked) => Collection[] {
  const { request, counts, key } = from;
  const { shopId, redactions } = request;
  const own = request.steps.flatMap(({ id: stepId, store }) =>
    (deps.stores[store]?.collections ?? []).map((description) => ({ stepId, description })),
  );
  const wanted = own.filter(({ description }) => as.content === 'access' || isAnyProvided(description));
  return (told) =>
    wanted.map(({ stepId, description }) => {
      const { name: collection } = description;
      const transform = transformOf(description, { ...as, redactions }, told);
      const records = () => transformed(readRecords(deps, { shopId, stepId, collection, key }), transform);
      return { ...description, count: counts.get(`${stepId}|${collection}`) ?? 0, records };
    });
}

/** Reads everything once: only the records tell which of what must not be disclosed is held. */
async function findMasked(collections: (told: OnMasked) => Collection[]): Promise<Masked[]> {
  const found = new Map<NeverDisclosed, Set<string>>();
  const told: OnMasked = (collection, kind) => {
    found.set(kind, (found.get(kind) ?? new Set()).add(collection));
  };
  for (const collection of collections(told)) for await (const _record of collection.records());
  return (Object.keys(NEVER_DISCLOSED) as NeverDisclosed[]).flatMap((kind) => {
    const holding = found.get(kind);
    return holding ? [{ what: NEVER_DISCLOSED[kind].label, collections: [...holding].sort() }] : [];
  });
}

/** Whoever gathered it and whoever it is about: the archive is in English, and the same each time it is made. */
const inEnglish = (dossier: Dossier): Dossier => ({
  ...dossier,
  request: { ...dossier.request, jurisdiction: english.t(dossier.request.jurisdiction) },
  collections: dossier.collections.map((collection) => ({
    ...collection,
    title: english.t(collection.title),
    what: english.t(collection.what),
    source: english.t(collection.source),
  })),
  gaps: dossier.gaps.map((gap) => ({
    ...gap,
    reason: english.t(gap.reason),
    remedy: english.t(gap.remedy),
  })),
  leftOut: dossier.leftOut.map((each) => ({ ...each, reason: english.t(each.reason) })),
  masked: dossier.masked.map((each) => ({ ...each, what: english.t(each.what) })),
});

async function open(
  deps: ArchiveDeps,
  unit: Unit,
  input: { requestId: string; content: ArchiveContent; disclosure?: Disclosure },
): Promise<Opened> {
  const { shopId } = unit;
  const { requestId, content } = input;
  const found = await requireRequest(unit, requestId);
  const request = { ...found, steps: inStoreOrder(deps, found.steps) };
  const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  const key = await requireRequestKey(deps, unit, 'dossier', requestId);
  const counts = await readCounts(unit, requestId);
  requireAll(found, counts);
  const disclosure = input.disclosure ?? disclosureOf(request);
  const collections = collectionsOf(deps, { request, counts, key }, { content, disclosure });
  const names = new Set(collections(() => undefined).map(({ name }) => name));
  return {
    request: {
      number: request.number,
      kind: request.kind,
      receivedAt: request.receivedAt.toISOString(),
      jurisdiction: lawOf(request.jurisdiction).name,
    },
    shop: { name: shop.name ?? shop.domain, domain: shop.domain, contact: shop.contactEmail },
    content,
    collections,
    gaps: request.steps.flatMap(({ gaps }) => readGaps(gaps)),
    leftOut: leftOutOf(request.redactions, names),
    masks: DISCLOSURES[disclosure].masks,
    rendererVersion: RENDERER_VERSION,
  };
}

/**
 * What was gathered for a request, as the person may see it and ready to be rendered: without what staff leave out,
 * and by the rules of disclosure. Its records stay in their chunks until they are read.
 * @param input.content everything, unless given
 * @param input.disclosure the rules of the request, unless given
 * @throws Failure `not-found`, or `key-gone` once it was shredded
 */
export async function openArchive(
  deps: ArchiveDeps,
  input: { shopId: string; requestId: string; content?: ArchiveContent; disclosure?: Disclosure },
): Promise<Dossier> {
  const { content = 'access' } = input;
  const opened = await deps.unit(input.shopId, (unit) => open(deps, unit, { ...input, content }));
  const { collections, masks, ...rest } = opened;
  const masked = masks ? await findMasked(collections) : [];
  return inEnglish({ ...rest, collections: collections(() => undefined), masked });
}
