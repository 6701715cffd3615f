import type { Unit } from '../adapters/db/unit.ts';
import { RENDERER_VERSION } from '../core/dossier.ts';
import { Failure } from '../core/failure.ts';
import { localDay } from '../core/local-day.ts';
import type { Subject } from '../core/request.ts';
import { collectionTitles, readGaps } from '../core/store.ts';
import { readComments } from './comment.ts';
import type { Deps } from './deps.ts';
import { suppressionsOf } from './find-suppressions.ts';
import { readStaffNames } from './know-staff.ts';
import { waitsOf } from './list-requests.ts';
import { readDeadline } from './read-deadline.ts';
import { readDrift } from './read-drift.ts';
import { readErasure } from './read-erasure.ts';
import { findEarlierErasure } from './recognise-returning.ts';
import { requireRequestKey } from './require-key.ts';
import { SURVEY } from './survey-chunks.ts';

type ReadDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'stores'>;

/** Who a request is about, for the eyes of the merchant's staff; null once that has been erased. */
export async function readSubject(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  request: { id: string; subject: Uint8Array | null },
): Promise<Subject | null> {
  if (request.subject === null) return null;
  try {
    const key = await requireRequestKey(deps, unit, 'dossier', request.id);
    const place = { table: 'request', column: 'subject', row: request.id };
    return JSON.parse(deps.vault.open(key, place, request.subject).toString('utf8')) as Subject;
  } catch (error) {
    if (error instanceof Failure && error.code === 'key-gone') return null;
    throw error;
  }
}

const day = (date: Date | null): string | null => date?.toISOString().slice(0, 10) ?? null;

/** Greatest 32-bit integer of PostgreSQL, the type of a request's number. */
const MOST_NUMBER = 2_147_483_647;
const MOST_RELATED = 20;

/** What a request's own chunks hold, by collection. */
async function readHoldings(unit: Unit, requestId: string) {
  const { shopId } = unit;
  const counts = await unit.read.chunk.groupBy({
    by: ['collection'],
    where: { shopId, requestId, collection: { not: SURVEY } },
    _sum: { records: true },
    orderBy: { collection: 'asc' },
  });
  return counts.map(({ collection, _sum }) => ({ collection, records: _sum.records ?? 0 }));
}

/** Households share a phone: a request that shares nothing else is not taken for the same person's. */
const OWN_IDENTIFIERS = ['customer', 'email', 'order'];

/** The other requests about the same person, or, where a request concerns the whole shop, all others. */
async function readRelated(unit: Unit, request: { id: string; subject: unknown }) {
  const { shopId } = unit;
  const own = await unit.read.identifier.findMany({
    where: { shopId, requestId: request.id, kind: { in: OWN_IDENTIFIERS } },
    select: { index: true },
  });
  const person = { identifiers: { some: { index: { in: own.map(({ index }) => index) } } } };
  const where = { shopId, id: { not: request.id }, ...(request.subject === null ? {} : person) };
  const count = await unit.read.request.count({ where });
  const rows = await unit.read.request.findMany({
    where,
    orderBy: { number: 'desc' },
    take: MOST_RELATED,
    include: { steps: { select: { records: true } } },
  });
  const shown = rows.map(({ number, kind, state, steps }) => ({
    number,
    kind,
    state,
    records: steps.reduce((sum, { records }) => sum + records, 0),
  }));
  return { count, shown };
}

/** The newest release of a request, whatever became of it. */
async function readRelease(unit: Unit, requestId: string) {
  const { shopId } = unit;
  const row = await unit.read.release.findFirst({ where: { shopId, requestId }, orderBy: { id: 'desc' } });
  if (!row) return null;
  const { state, content, disclosure, records, redactions, bytes, sha256, problem } = row;
  return {
    ...{ state, content, disclosure, records, redactions, problem },
    bytes: Number(bytes ?? 0),
    sha256: sha256 && Buffer.from(sha256).toString('hex'),
    /** This version of the app would make other bytes. */
    outdated: row.rendererVersion !== RENDERER_VERSION,
    requestedBy: row.requestedBy,
    releasedAt: row.releasedAt?.toISOString() ?? null,
    timesDownloaded: row.timesDownloaded,
  };
}

/** Everything that the page of one request shows; null if the shop has no request of this number. */
export async function findRequest(deps: ReadDeps, input: { shopId: string; number: number }) {
  const { shopId, number } = input;
  if (number > MOST_NUMBER) return null;
  return deps.unit(shopId, async (unit) => {
    const row = await unit.read.request.findFirst({
      where: { shopId, number },
      include: { steps: { orderBy: [{ notBefore: { sort: 'asc', nulls: 'first' } }, { id: 'asc' }] } },
    });
    if (!row) return null;
    const events = await unit.read.auditEvent.findMany({
      where: { shopId, requestId: row.id },
      orderBy: { id: 'desc' },
      take: 200,
    });
    const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const today = localDay(deps.now(), shop.timeZone);
    return {
      id: row.id,
      number: row.number,
      kind: row.kind,
      source: row.source,
      state: row.state,
      verification: row.verification,
      erasedAt: row.erasedAt?.toISOString() ?? null,
      jurisdiction: row.jurisdiction,
      ruleVersion: row.ruleVersion,
      receivedAt: row.receivedAt.toISOString(),
      receivedOn: day(row.receivedOn) ?? '',
      due: day(row.due) ?? '',
      safeDue: day(row.safeDue) ?? '',
      noticeDue: day(row.noticeDue),
      extendedDue: day(row.extendedDue),
      platformDue: day(row.platformDue),
      regimes: row.regimes,
      deadline: await readDeadline(deps, unit, row),
      timeZone: shop.timeZone,
      today,
      waits: waitsOf(row, today),
      now: deps.now().toISOString(),
      subject: await readSubject(deps, unit, row),
      steps: row.steps.map((step) => ({
        id: step.id,
        store: step.store,
        operation: step.operation,
        state: step.state,
        planned: step.planId !== null,
        notBefore: step.notBefore?.toISOString() ?? null,
        assignee: step.assignee,
        reasonCode: step.reasonCode,
        reason: step.reason,
        records: step.records,
        counted: step.counted,
        expected: step.expected,
        pages: step.pages,
        activity: step.activity,
        retryAt: step.retryAt?.toISOString() ?? null,
        estimatedEndAt: step.estimatedEndAt?.toISOString() ?? null,
        gaps: readGaps(step.gaps),
      })),
      collectionTitles: collectionTitles(deps.stores),
      holdings: await readHoldings(unit, row.id),
      related: await readRelated(unit, row),
      suppressed: await suppressionsOf(unit, row.id),
      erasure: await readErasure(unit, row),
      returned: await findEarlierErasure(unit, row),
      release: await readRelease(unit, row.id),
      drift: await readDrift(deps, unit, { requestId: row.id }),
      disclosure: row.disclosure,
      owner: row.owner,
      ...(await readComments(deps, unit, row.id)),
      grantedScopes: shop.scopes,
      staff: await readStaffNames(deps, unit),
      events: events.map(({ id, type, at, entry }) => ({ id, type, at: at.toISOString(), entry })),
    };
  });
}
export type RequestDetails = NonNullable<Awaited<ReturnType<typeof findRequest>>>;
