import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditData, AuditEvent } from '../core/audit.ts';
import { firstStand } from '../core/beginning.ts';
import { newId } from '../core/id.ts';
import { identifiersOf } from '../core/identifier.ts';
import { type DataKey, REQUEST_KEYS } from '../core/keys.ts';
import { platformDueOf } from '../core/law/deadline.ts';
import { localDay } from '../core/local-day.ts';
import {
  firstSteps,
  OPEN_STATES,
  type RequestKind,
  type RequestSource,
  type Subject,
} from '../core/request.ts';
import type { Residence } from '../core/residence.ts';
import { beginningOf, type Settings } from '../core/setting.ts';
import { AWAITED, firstVerification, IDENTITY_STAND } from '../core/verification.ts';
import { computeDates, controllerIn } from './compute-dates.ts';
import type { Deps } from './deps.ts';
import { readSettings } from './read-settings.ts';
import { recogniseReturning } from './recognise-returning.ts';
import { requireShopKey } from './require-key.ts';

export interface Demand {
  kind: RequestKind;
  source: RequestSource;
  actor: Actor;
  receivedAt: Date;
  /** The day on which it reached the merchant some other way, `YYYY-MM-DD`; otherwise that of `receivedAt`. */
  receivedOn?: string;
  /** Where the person lives, as far as is known. */
  residence?: Residence | null;
  /** What the source calls this request; a second demand under the same key opens nothing. Null where it has no name. */
  businessKey: string | null;
  /** Null for a demand that concerns the whole shop. */
  subject: Subject | null;
  /** A demand without a name of its own joins an open request of this kind for the same person. */
  joinsOpen: boolean;
  /** Goes into the audit event: where the demand came from. */
  origin: AuditData;
}

export interface Opened {
  requestId: string;
  outcome: 'opened' | 'joined' | 'known';
}

type Index = Uint8Array<ArrayBuffer>;
const hex = (index: Uint8Array): string => Buffer.from(index).toString('hex');

interface Prepared {
  demand: Demand;
  /** Blind indexes of the subject, the strongest first. */
  indexes: { kind: string; index: Index }[];
  /** Who it is about, for whether there is an open request of theirs; null where nothing usable is known. */
  person: Index | null;
  /** What makes two demands the same request: their name, or kind and person. */
  sameAs: string | null;
}

/** From the storefront only one thing is the person's own in any case: the address to which the link is mailed. */
const personIn = ({ source }: Demand, indexes: Prepared['indexes']): Index | null =>
  (source === 'storefront' ? indexes.find(({ kind }) => kind === 'email') : indexes[0])?.index ?? null;

function prepare(
  deps: Pick<Deps, 'vault'>,
  indexKey: DataKey,
  country: string | null,
  demand: Demand,
): Prepared {
  const indexes = identifiersOf(
    demand.subject ?? { customerId: null, email: null, phone: null, orderIds: [] },
  ).flatMap((identifier) => {
    const index = deps.vault.blindIndex(indexKey, identifier, country);
    return index === null ? [] : [{ kind: identifier.kind, index }];
  });
  // Somebody of whom nothing usable is known is not the same as anybody else.
  const person = personIn(demand, indexes);
  const name = demand.subject === null ? 'shop' : person && hex(person);
  const joins = demand.joinsOpen && name !== null ? `${demand.kind}:${name}` : null;
  return { demand, indexes, person, sameAs: demand.businessKey ?? joins };
}

/** Requests that the demands already stand for, by `sameAs`. */
async function findExisting(unit: Unit, prepared: Prepared[]): Promise<Map<string, string>> {
  const { shopId } = unit;
  const found = new Map<string, string>();
  const names = prepared.flatMap(({ demand }) => demand.businessKey ?? []);
  if (names.length > 0) {
    const rows = await unit.read.request.findMany({
      where: { shopId, businessKey: { in: names } },
      select: { id: true, businessKey: true },
    });
    for (const row of rows) if (row.businessKey !== null) found.set(row.businessKey, row.id);
  }
  const joining = prepared.filter(({ demand }) => demand.businessKey === null && demand.joinsOpen);
  if (joining.length === 0) return found;
  const open = await unit.read.request.findMany({
    where: {
      shopId,
      kind: { in: [...new Set(joining.map(({ demand }) => demand.kind))] },
      // What staff began is another matter: see services/tell-redact.
      source: { in: [...new Set(joining.map(({ demand }) => demand.source))] },
      state: { in: OPEN_STATES },
      OR: [
        {
          identifiers: { some: { index: { in: joining.flatMap(({ person }) => person ?? []) } } },
        },
        { identifiers: { none: {} } },
      ],
    },
    select: { id: true, kind: true, identifiers: { select: { index: true } } },
  });
  for (const { id, kind, identifiers } of open) {
    for (const { index } of identifiers) found.set(`${kind}:${hex(index)}`, id);
    if (identifiers.length === 0) found.set(`${kind}:shop`, id);
  }
  return found;
}

/** Under which laws a new request stands, and what is due when. */
function datesOf({ country, timeZone }: Settings, demand: Demand) {
  const arrivedOn = localDay(demand.receivedAt, timeZone);
  const { dates, columns } = computeDates({
    ...{ kind: demand.kind, receivedOn: demand.receivedOn ?? arrivedOn },
    ...{ controller: controllerIn(country), residence: demand.residence ?? null },
    ...{ pauses: [], extendedOn: null },
  });
  // Shopify's term runs from its own demand.
  const platformDue = demand.source === 'platform' ? new Date(platformDueOf(arrivedOn)) : null;
  return { dates, columns: { ...columns, platformDue } };
}

/** The rows of one new request, all but its number. */
async function compose(
  deps: Pick<Deps, 'vault' | 'random' | 'now'>,
  shop: { shopId: string; settings: Settings },
  id: string,
  { demand, indexes }: Prepared,
) {
  const { shopId, settings } = shop;
  const { kind, source, receivedAt, subject, residence } = demand;
  const keys = await Promise.all(REQUEST_KEYS.map((purpose) => deps.vault.newKey(shopId, purpose, id)));
  const dossier = keys[0];
  if (!dossier) throw new TypeError('a request needs a dossier key');
  const seal = (column: string, value: Subject | Residence | null | undefined) =>
    value
      ? deps.vault.seal(
          dossier.key,
          { table: 'request', column, row: id },
          Buffer.from(JSON.stringify(value)),
        )
      : null;
  const { dates, columns } = datesOf(settings, demand);
  // Whoever enters a request has decided that it begins.
  const beginning = source === 'staff' ? 'by-itself' : beginningOf(settings, kind);
  const verification = firstVerification(source, kind);
  const stand =
    verification === AWAITED
      ? IDENTITY_STAND
      : firstStand(beginning, { kind, platformDue: columns.platformDue, due: columns.due });
  return {
    id,
    kind,
    keys: keys.map(({ row }) => row),
    request: {
      ...{ shopId, id, kind, source, state: 'received', businessKey: demand.businessKey, receivedAt },
      ...columns,
      subjectKeyId: dossier.key.id,
      verification,
      subject: seal('subject', subject),
      residence: seal('residence', residence),
    },
    identifiers: indexes.map(({ kind, index }) => ({ index, requestId: id, kind })),
    steps: firstSteps(kind, source).map((step) => ({
      shopId,
      id: newId(deps.now().getTime(), deps.random),
      requestId: id,
      ...step,
      ...stand,
      updatedAt: deps.now(),
    })),
    event: {
      type: 'request.opened',
      actor: demand.actor,
      requestId: id,
      data: {
        ...demand.origin,
        ...{ kind, source, received: receivedAt.toISOString(), receivedOn: dates.receivedOn },
        laws: dates.regimes.map(({ law }) => law).join(','),
        jurisdiction: dates.jurisdiction,
        rule: dates.ruleVersion,
        due: dates.due,
      },
    } satisfies AuditEvent,
  };
}

type Fresh = Awaited<ReturnType<typeof compose>>;

/** Steps that wait for nobody begin at once, or at their time. */
async function enqueueSteps(unit: Unit, fresh: Fresh[]): Promise<void> {
  const { shopId } = unit;
  for (const [kind, each] of Map.groupBy(fresh, ({ kind }) => kind)) {
    const going = each.flatMap(({ steps }) => steps).filter(({ state }) => state === 'pending');
    for (const [at, steps] of Map.groupBy(going, ({ retryAt }) => retryAt?.getTime() ?? null)) {
      const jobs = steps.map(({ id }) => ({ shopId, id }));
      await unit.enqueue('run-step', kind, jobs, at === null ? undefined : new Date(at));
    }
  }
}

/**
 * Opens a request for each demand, with its keys, clocks, steps and jobs, unless the demand is one that
 * is known already. Takes many at once, so that a flood of deliveries costs a handful of statements.
 * The caller holds the shop's lock.
 * @returns one outcome per demand, in their order
 */
export async function openRequests(
  deps: Pick<Deps, 'vault' | 'random' | 'now'>,
  unit: Unit,
  demands: Demand[],
): Promise<Opened[]> {
  const { shopId } = unit;
  const settings = await readSettings(unit);
  const indexKey = await requireShopKey(deps, unit, 'index');
  const prepared = demands.map((demand) => prepare(deps, indexKey, settings.country, demand));
  const existing = await findExisting(unit, prepared);

  // All at once: their keys are wrapped together.
  const composing: ReturnType<typeof compose>[] = [];
  const joined: AuditEvent[] = [];
  const outcomes: Opened[] = [];
  for (const each of prepared) {
    const { demand, sameAs } = each;
    const known = sameAs === null ? undefined : existing.get(sameAs);
    if (known === undefined) {
      const requestId = newId(deps.now().getTime(), deps.random);
      composing.push(compose(deps, { shopId, settings }, requestId, each));
      if (sameAs !== null) existing.set(sameAs, requestId);
      outcomes.push({ requestId, outcome: 'opened' });
    } else {
      joined.push({ type: 'request.joined', actor: demand.actor, requestId: known, data: demand.origin });
      outcomes.push({ requestId: known, outcome: demand.businessKey === null ? 'joined' : 'known' });
    }
  }
  const fresh = await Promise.all(composing);

  await unit.write([...fresh.map(({ event }) => event), ...joined], async (rows) => {
    if (fresh.length === 0) return;
    const { lastRequestNumber } = await rows.shop.update({
      where: { shopId },
      data: { lastRequestNumber: { increment: fresh.length } },
    });
    const first = lastRequestNumber - fresh.length + 1;
    await rows.dataKey.createMany({ data: fresh.flatMap(({ keys }) => keys) });
    await rows.request.createMany({
      data: fresh.map(({ request }, at) => ({ ...request, number: first + at })),
    });
    await rows.step.createMany({ data: fresh.flatMap(({ steps }) => steps) });
  });
  await unit.addIdentifiers(fresh.flatMap(({ identifiers }) => identifiers));
  // A demand of Shopify to erase is no return, but often the repetition of one.
  const mayReturn = fresh.filter(({ kind, request }) => kind !== 'erasure' || request.source !== 'platform');
  await recogniseReturning(
    unit,
    mayReturn.flatMap(({ identifiers }) => identifiers),
  );
  await enqueueSteps(unit, fresh);
  return outcomes;
}
