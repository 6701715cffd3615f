/** Plans that were approved already, and stores as small as a test wants them. */
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { Failure } from '#app/core/failure.ts';
import { newId, shopIdOf } from '#app/core/id.ts';
import { type PlanBody, type PlannedWrite, planHash } from '#app/core/plan.ts';
import type { RequestKind, Subject } from '#app/core/request.ts';
import type { DataStore, JsonObject, StoreWrites } from '#app/core/store.ts';
import type { Deps } from '#app/services/deps.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { planPlace } from '#app/services/open-plan.ts';
import { sealApproval } from '#app/services/plan-approval.ts';
import { requireRequestKey } from '#app/services/require-key.ts';
import { startRequest } from '#app/services/start-request.ts';
import { SHOP } from './deliveries.ts';
import { STAFF, SUBJECT } from './steps.ts';

/** A store of records that can be changed: a record that is taken away is gone. */
export function writableStore(
  records: Record<string, JsonObject>,
  hooks: { reading?(): void; writing?(write: PlannedWrite): void; written?(write: PlannedWrite): void } = {},
) {
  const sent: PlannedWrite[] = [];
  const writes: StoreWrites = {
    async read(_at, planned) {
      hooks.reading?.();
      return planned.map(({ record, before, after }) => {
        const held = records[record];
        if (!held) return null;
        const names = Object.keys({ ...before, ...after });
        return Object.fromEntries(names.map((name) => [name, held[name] ?? null]));
      });
    },
    async write(_at, write) {
      hooks.writing?.(write);
      sent.push(write);
      if (!records[write.record]) throw new Failure('record-gone', 'It is gone.');
      if (Object.keys(write.after).length === 0) delete records[write.record];
      else records[write.record] = { ...records[write.record], ...write.after };
      hooks.written?.(write);
    },
  };
  const store: DataStore = {
    name: 'shopify',
    collections: [],
    async *gather() {
      yield { batches: [], cursor: null, progress: { added: 0, expected: null }, gaps: [] };
    },
    writes,
  };
  return { store, records, sent };
}

/** A change of a record's note. */
export const changeOf = (record: string, before: JsonObject, after: JsonObject = {}): PlannedWrite => ({
  ...{ store: 'shopify', operation: 'customer.update', collection: 'customer', record, before, after },
});

let forms = 0;

interface Planned {
  writes: PlannedWrite[];
  kind?: RequestKind;
  subject?: Subject;
  shop?: string;
  /** From now on, in milliseconds. */
  startsInMs?: number;
  /** Steps beside the one that writes: operation and the day before which it does nothing. */
  others?: { store: string; operation: string; notBefore: Date | null }[];
}

/** A request whose plan is approved: its steps stand, with their jobs. */
export async function approvedPlan(
  deps: Pick<Deps, 'unit' | 'vault' | 'now' | 'random' | 'intakeKeys'>,
  { writes, kind = 'rectification', subject = SUBJECT, shop = SHOP, startsInMs = 0, others = [] }: Planned,
) {
  forms += 1;
  const shopId = await knowShop({ ...deps, isUniqueViolation } as never, shop);
  const started = { shopId, kind, subject, actor: STAFF, formId: `plan-${forms}-${deps.now().getTime()}` };
  const { requestId, number } = await startRequest(deps, started);
  const startsAt = new Date(deps.now().getTime() + startsInMs);
  const body: PlanBody = {
    ...{ v: 1, kind, decisions: [], writes },
    operations: [
      { store: 'shopify', operation: 'write', notBefore: null },
      ...others.map((each) => ({ ...each, notBefore: each.notBefore?.toISOString() ?? null })),
    ],
  };
  const id = () => newId(deps.now().getTime(), deps.random);
  const planId = id();
  const steps = [{ store: 'shopify', operation: 'write', notBefore: startsAt }, ...others].map((step) => ({
    ...{ shopId, id: id(), requestId, planId, state: 'pending', updatedAt: deps.now() },
    ...step,
  }));
  await deps.unit(shopId, async (unit) => {
    const key = await requireRequestKey(deps, unit, 'case', requestId);
    const sealed = deps.vault.seal(key, planPlace(planId), Buffer.from(JSON.stringify(body)));
    const hash = Uint8Array.from(planHash(body));
    const now = deps.now();
    const approval = sealApproval(deps, key, planId, {
      ...{ by: STAFF.id, startsAt: startsAt.toISOString() },
      steps: body.operations.map((each) => ({
        ...each,
        notBefore: each.notBefore ?? startsAt.toISOString(),
      })),
    });
    const at = { createdAt: now, approvedAt: now, startsAt, createdBy: STAFF.id, approvedBy: STAFF.id };
    await unit.write([], async (rows) => {
      await rows.plan.create({
        data: {
          ...{ shopId, id: planId, requestId, sequence: 1, state: 'approved' },
          ...{ hash, keyId: key.id, sealed, approval, ...at },
        },
      });
      await rows.step.deleteMany({ where: { shopId, requestId } });
      await rows.step.createMany({ data: steps });
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'approved' },
      });
    });
    for (const step of steps) await unit.enqueue('run-step', kind, [{ shopId, id: step.id }], startsAt);
  });
  const stepId = steps[0]?.id ?? '';
  const read = <T>(work: Parameters<typeof deps.unit<T>>[1]) => deps.unit(shopId, work);
  return {
    ...{ shopId, requestId, number, planId, stepId },
    otherIds: steps.slice(1).map((step) => step.id),
    step: () =>
      read((unit) => unit.read.step.findUniqueOrThrow({ where: { shopId_id: { shopId, id: stepId } } })),
    request: () =>
      read((unit) =>
        unit.read.request.findUniqueOrThrow({ where: { shopId_id: { shopId, id: requestId } } }),
      ),
    plan: () =>
      read((unit) => unit.read.plan.findUniqueOrThrow({ where: { shopId_id: { shopId, id: planId } } })),
    /** `state` and how often each may have been sent, by place. */
    written: () =>
      read((unit) =>
        unit.read.vendorWrite.findMany({
          where: { shopId, planId },
          orderBy: { position: 'asc' },
          select: { position: true, state: true, sent: true },
        }),
      ),
    events: async () => {
      const rows = await read((unit) =>
        unit.read.auditEvent.findMany({ where: { requestId }, orderBy: { id: 'asc' } }),
      );
      return rows.map(({ type, entry }) => ({ type, data: JSON.parse(entry).data as JsonObject }));
    },
  };
}
export type ApprovedPlan = Awaited<ReturnType<typeof approvedPlan>>;
export const SHOP_ID = shopIdOf(SHOP);
