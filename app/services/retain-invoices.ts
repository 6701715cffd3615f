import { gzipSync } from 'node:zlib';
import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import { newId } from '../core/id.ts';
import { invoiceKeptUntil } from '../core/invoice-retention.ts';
import type { DataKey } from '../core/keys.ts';
import { localDay } from '../core/local-day.ts';
import type { RequestKind } from '../core/request.ts';
import { retentionOf } from '../core/retention.ts';
import type { Json, JsonObject } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { endErasureIfDone } from './end-erasure.ts';
import { openPlan } from './open-plan.ts';
import { openSubject } from './open-subject.ts';
import { mayBegin } from './plan-time.ts';
import { readSettings } from './read-settings.ts';
import { requireRequestKey } from './require-key.ts';
import { claimStep, type StepInput, SYSTEM, stepData } from './step-reading.ts';

export type RetainDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'random' | 'stores' | 'erasures'>;

const SLICE_MS = 25_000;
const AT_ONCE_MS = 0;

/** By which each order's own day is reckoned. */
interface Place {
  country: string | null;
  timeZone: string;
  today: string;
}

/** The orders whose invoices the law still has kept, by the day through which; the others are not kept. */
function byDay(records: JsonObject[], { country, timeZone, today }: Place): Map<string, JsonObject[]> {
  const dayOf = (order: JsonObject): string => {
    const { countryCodeV2 = null } = (order.shippingAddress ?? {}) as { countryCodeV2?: string | null };
    const on = localDay(new Date(String(order.createdAt)), timeZone);
    return invoiceKeptUntil(country, { on, shippedTo: countryCodeV2 });
  };
  const days = Map.groupBy(records, dayOf);
  return new Map([...days].filter(([until]) => until >= today));
}

/** Where the reading goes on, and how many pieces are sealed. */
interface Cursor {
  place: Json;
  pieces: number;
}
const readCursor = (json: unknown): Cursor => ({
  place: null,
  pieces: 0,
  ...(json as Partial<Cursor> | null),
});

export const retainedPlace = (id: string) => ({ table: 'retained', column: 'body', row: id });

async function readRetention(deps: RetainDeps, unit: Unit, requestId: string, planId: string | null) {
  const plan =
    planId === null
      ? null
      : await unit.read.plan.findUnique({ where: { shopId_id: { shopId: unit.shopId, id: planId } } });
  const body = plan && openPlan(deps, await requireRequestKey(deps, unit, 'case', requestId), plan);
  const retention = body && retentionOf(body);
  if (retention) return retention;
  throw new Failure(
    'no-retention',
    'The approved plan does not say until when invoice data is kept. Nothing was sealed, and Shopify is not asked to erase. Cancel, and have a new plan proposed.',
  );
}

/** The set's own key: made with its first piece, and destroyed with its last. */
async function ensureKey(deps: RetainDeps, unit: Unit, requestId: string): Promise<DataKey> {
  const { shopId } = unit;
  const where = { shopId, requestId, purpose: 'retained' };
  const row = await unit.read.dataKey.findFirst({ where });
  if (row) return deps.vault.unwrap(row);
  const made = await deps.vault.newKey(shopId, 'retained', requestId);
  await unit.write([], (rows) => rows.dataKey.create({ data: made.row }));
  return made.key;
}

/** @returns null when there is nothing to do now */
async function begin(deps: RetainDeps, { shopId, id }: StepInput) {
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const step = await claimStep(deps, unit, id);
    if (!step || !(await mayBegin(deps, unit, step))) return null;
    const { requestId, planId } = step;
    const retention = await readRetention(deps, unit, requestId, planId);
    const subject = await openSubject(deps, unit, step.request);
    const { domain } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const { country, timeZone } = await readSettings(unit);
    const where = { country, timeZone, today: localDay(deps.now(), timeZone) };
    const cursor = readCursor(step.cursor);
    const isFirst = cursor.pieces === 0 && cursor.place === null;
    const started: AuditEvent = { type: 'step.started', actor: SYSTEM, requestId, data: stepData(step) };
    const now = deps.now();
    await unit.write(step.startedAt === null ? started : [], async (rows) => {
      // Of a plan that was cancelled after its set was sealed.
      if (isFirst) await rows.retained.deleteMany({ where: { shopId, requestId } });
      await rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: {
          ...{ state: 'running', startedAt: step.startedAt ?? now, activity: 'orders', updatedAt: now },
          ...{ reasonCode: null, reason: null, retryAt: null, ...(isFirst && { records: 0 }) },
        },
      });
    });
    return { step, cursor, retention, subject, where, at: { shopId, shopDomain: domain } };
  });
}
type Begun = NonNullable<Awaited<ReturnType<typeof begin>>>;

/** One page as sealed pieces, one a day of ending, in the commit that says how far the reading is. @returns null when overtaken */
async function store(
  deps: RetainDeps,
  { step, retention, where }: Begun,
  at: Cursor,
  page: { records: JsonObject[]; cursor: Json },
): Promise<Cursor | null> {
  const { shopId, id, requestId } = step;
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const current = await claimStep(deps, unit, id);
    if (!current || readCursor(current.cursor).pieces !== at.pieces) return null;
    const days = byDay(page.records, where);
    const count = [...days.values()].reduce((sum, { length }) => sum + length, 0);
    const next = { place: page.cursor, pieces: at.pieces + days.size };
    const now = deps.now();
    const key = days.size > 0 ? await ensureKey(deps, unit, requestId) : null;
    const pieces = [...days].flatMap(([until, records], index) => {
      const id = newId(now.getTime(), deps.random);
      const body = key && deps.vault.seal(key, retainedPlace(id), gzipSync(JSON.stringify(records)));
      const piece = { shopId, id, requestId, sequence: at.pieces + index, createdAt: now };
      const what = { ground: retention.ground, until: new Date(until), records: records.length };
      return key && body ? [{ ...piece, ...what, keyId: key.id, body }] : [];
    });
    await unit.write([], async (rows) => {
      await rows.retained.createMany({ data: pieces });
      await rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: { cursor: { ...next }, records: { increment: count }, pages: { increment: 1 } },
      });
    });
    return next;
  });
}

async function finish(deps: RetainDeps, { step, retention }: Begun): Promise<void> {
  const { shopId, id, requestId } = step;
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const current = await claimStep(deps, unit, id);
    if (!current) return;
    const now = deps.now();
    const last = await unit.read.retained.aggregate({ where: { shopId, requestId }, _max: { until: true } });
    const until = last._max.until?.toISOString().slice(0, 10) ?? retention.until;
    const data = { ...stepData(step), records: current.records, ground: retention.ground, until };
    await unit.write({ type: 'retained.sealed', actor: SYSTEM, requestId, data }, (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: { state: 'done', activity: null, cursor: {}, finishedAt: now, updatedAt: now },
      }),
    );
    const waiting = { requestId, operation: 'redact', state: 'pending', reasonCode: 'retain-first' };
    const kind = current.request.kind as RequestKind;
    for (const each of await unit.read.step.findMany({ where: waiting }))
      await unit.schedule('run-step', kind, each.id);
    await endErasureIfDone(deps, unit, requestId);
  });
}

/**
 * Reads a person's invoices and seals them under a key of their own, before anything erases them: the law orders to
 * keep them until a day, on which they are destroyed by themselves. Whatever of the rest is erased meanwhile, they
 * stay. A piece is stored in the commit that says so; the reading goes on after the last one.
 */
export async function retainInvoices(deps: RetainDeps, input: StepInput): Promise<void> {
  const begun = await begin(deps, input);
  if (!begun) return;
  const { step, subject, at } = begun;
  const invoices = deps.stores[step.store]?.invoices;
  if (!invoices) throw new Failure('no-invoices', 'This data store has no invoices to keep.');
  const until = deps.now().getTime() + SLICE_MS;
  let cursor: Cursor | null = begun.cursor;
  for await (const page of invoices(at, subject, cursor.place)) {
    cursor = await store(deps, begun, cursor, page);
    if (cursor === null) return;
    if (page.cursor === null) return finish(deps, begun);
    if (deps.now().getTime() >= until) break;
  }
  const again = new Date(deps.now().getTime() + AT_ONCE_MS);
  await deps.unit(step.shopId, (unit) =>
    unit.schedule('run-step', step.request.kind as RequestKind, step.id, again),
  );
}
