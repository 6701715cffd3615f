import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import { dayText } from '../core/date-text.ts';
import {
  ANSWER_FIRST,
  type ErasureCounts,
  goesAheadAt,
  isUnanswered,
  readCounts,
  strongest,
  writeIndex,
} from '../core/erasure.ts';
import type { RequestKind } from '../core/request.ts';
import { type Saying, say, sentences } from '../core/saying.ts';
import type { Deps } from './deps.ts';
import { endErasureIfDone } from './end-erasure.ts';
import { findDeliveriesAbout } from './erase-deliveries.ts';
import { type Count, deleteChunks, destroyKey, eraseRequest } from './erase-request.ts';
import { findPerson, type Person } from './find-person.ts';
import { planProbe } from './plan-probe.ts';
import { mayBegin } from './plan-time.ts';
import { callForRotation } from './rotate-keys.ts';
import { GOING, type StepInput, SYSTEM, stepData } from './step-reading.ts';

export type ErasePersonDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'random' | 'stores' | 'erasures'>;

/** How often it is looked whether what an erasure waits for is over. */
const LOOK_AGAIN_MS = 3_600_000;

/** The step and its request, under the shop's lock; null when there is nothing (more) to do. */
async function readStep(unit: Unit, { shopId, id }: StepInput) {
  await unit.lockShop();
  const where = { shopId, id, state: { in: GOING } };
  return unit.read.step.findFirst({ where, include: { request: true } });
}
type Reading = NonNullable<Awaited<ReturnType<typeof readStep>>>;
/**
 * A step of a plan erases what the person's other requests hold. The erasure's own request goes on: who it is about
 * is needed until Shopify has erased and it was looked whether they came back; see services/forget-subject.
 */
const isPlanned = ({ planId }: Reading): boolean => planId !== null;

function waitText(numbers: number[], { until, isDemanded }: { until: Date; isDemanded: boolean }): Saying {
  const which = numbers.map((number) => `#${number}`).join(', ');
  const day = dayText(until.toISOString().slice(0, 10));
  return sentences(
    numbers.length === 0
      ? 'A delivery of Shopify about this person could not be opened yet and may ask for a copy of the data.'
      : say(
          '{which} asks for a copy of this person’s data and is not answered yet: erasing now would leave nothing to answer with. Answer and close {which}.',
          { which },
        ),
    isDemanded
      ? say('The erasure then goes ahead by itself; at the latest on {day}, before Shopify’s term ends.', {
          day,
        })
      : say('The erasure then goes ahead by itself; at the latest on {day}, before the request is due.', {
          day,
        }),
  );
}

/** What the erasure waits for; null when it can go ahead, or must. */
async function findObstacle(deps: ErasePersonDeps, unit: Unit, reading: Reading, person: Person) {
  const { request } = reading;
  const until = goesAheadAt(request);
  // What has been begun is carried through.
  if (deps.now() >= until || request.erasedAt !== null || reading.startedAt !== null) return null;
  const numbers = person.requests.filter(isUnanswered).map(({ number }) => number);
  const about = { identifiers: person.identifiers, receivedBy: request.receivedAt };
  const { waiting } = await findDeliveriesAbout(deps, unit, about);
  if (numbers.length === 0 && waiting.length === 0) return null;
  return { reason: waitText(numbers, { until, isDemanded: request.platformDue !== null }), until };
}

async function postpone(
  deps: ErasePersonDeps,
  unit: Unit,
  reading: Reading,
  { reason, until }: { reason: string; until: Date },
): Promise<void> {
  const { shopId, id, request } = reading;
  const now = deps.now();
  const retryAt = new Date(Math.min(now.getTime() + LOOK_AGAIN_MS, until.getTime()));
  const data = { ...stepData(reading), reason: ANSWER_FIRST };
  const event: AuditEvent = { type: 'step.postponed', actor: SYSTEM, requestId: request.id, data };
  await unit.write(reading.reason === reason ? [] : event, (rows) =>
    rows.step.update({
      where: { shopId_id: { shopId, id } },
      data: { reasonCode: ANSWER_FIRST, reason, retryAt, updatedAt: now },
    }),
  );
  await unit.enqueue('run-step', request.kind as RequestKind, [{ shopId, id }], retryAt);
}

/** @returns null when there is nothing to do now */
async function begin(deps: ErasePersonDeps, input: StepInput): Promise<Reading | null> {
  return deps.unit(input.shopId, async (unit) => {
    const reading = await readStep(unit, input);
    if (!reading) return null;
    if (isPlanned(reading) && !(await mayBegin(deps, unit, reading))) return null;
    const { shopId, id, request } = reading;
    const obstacle = await findObstacle(deps, unit, reading, await findPerson(unit, request.id));
    if (obstacle) {
      await postpone(deps, unit, reading, obstacle);
      return null;
    }
    const now = deps.now();
    const event: AuditEvent = {
      ...{ type: 'step.started', actor: SYSTEM, requestId: request.id },
      data: stepData(reading),
    };
    const begun = { state: 'running', startedAt: reading.startedAt ?? now, updatedAt: now };
    await unit.write(reading.startedAt === null ? event : [], async (rows) => {
      await rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: { ...begun, reasonCode: null, reason: null, retryAt: null },
      });
      if (isPlanned(reading)) return;
      await rows.request.update({
        where: { shopId_id: { shopId, id: request.id } },
        data: { state: 'erasing' },
      });
    });
    return reading;
  });
}

/** Adds to what the step has taken away so far. */
const counting =
  ({ shopId, id }: StepInput, now: () => Date): Count =>
  async (unit, taken) => {
    const where = { shopId_id: { shopId, id } };
    const { cursor } = await unit.read.step.findUniqueOrThrow({ where, select: { cursor: true } });
    const counts: ErasureCounts = readCounts(cursor);
    for (const [what, more] of Object.entries(taken)) counts[what as keyof ErasureCounts] += more;
    await unit.progress.step.update({ where, data: { cursor: counts, updatedAt: now() } });
  };

/** Bodies that were refused, and, as nothing was answered in time, those that nobody could open. */
async function eraseDeliveries(deps: ErasePersonDeps, unit: Unit, reading: Reading, count: Count) {
  const { shopId, request } = reading;
  const { identifiers } = await findPerson(unit, request.id);
  const about = { identifiers, receivedBy: request.receivedAt };
  const { waiting, kept } = await findDeliveriesAbout(deps, unit, about);
  const ids = { in: [...kept, ...waiting] };
  await unit.progress.delivery.updateMany({ where: { shopId, id: ids }, data: { body: null } });
  await unit.progress.delivery.updateMany({
    where: { shopId, id: { in: waiting }, state: 'received' },
    data: { state: 'failed', problem: 'erased' },
  });
  await count(unit, { deliveries: kept.length + waiting.length });
}

/**
 * Ends the erasure in one commit: who the person is goes, but for one keyed hash by which somebody is recognised
 * who comes back after an import (and a demand that Shopify repeats finds its place).
 * @returns false when the person has a request more by now
 */
async function finish(deps: ErasePersonDeps, input: StepInput): Promise<boolean> {
  return deps.unit(input.shopId, async (unit) => {
    const reading = await readStep(unit, input);
    if (!reading) return true;
    const { shopId, request } = reading;
    const { requests, identifiers } = await findPerson(unit, request.id);
    if (requests.length > 0) return false;
    await deps.erasures.append({
      at: deps.now().toISOString(),
      shop: shopId,
      request: request.id,
      what: 'person',
      indexes: identifiers.map(writeIndex),
    });
    await (isPlanned(reading) ? completePlanned : complete)(deps, unit, reading);
    return true;
  });
}

async function complete(deps: ErasePersonDeps, unit: Unit, reading: Reading): Promise<void> {
  const { shopId, id, request } = reading;
  const now = deps.now();
  const counts = readCounts(reading.cursor);
  const of = { actor: SYSTEM, requestId: request.id };
  const events: AuditEvent[] = [
    { type: 'erasure.done', ...of, data: { ...stepData(reading), ...counts } },
    { type: 'request.closed', ...of, data: { from: request.state, reason: 'erasure-done' } },
  ];
  const where = { shopId, requestId: request.id };
  const own = await unit.read.identifier.findMany({ where });
  const kept = strongest(own);
  await unit.write(events, async (rows) => {
    if (kept) await rows.identifier.deleteMany({ where: { ...where, NOT: { index: kept.index } } });
    await rows.step.update({
      where: { shopId_id: { shopId, id } },
      data: { state: 'done', records: counts.records, finishedAt: now, updatedAt: now },
    });
    await rows.request.update({
      where: { shopId_id: { shopId, id: request.id } },
      data: { subject: null, residence: null, state: 'closed', closedAt: now },
    });
  });
  await callForRotation(deps, unit);
}

async function completePlanned(deps: ErasePersonDeps, unit: Unit, reading: Reading): Promise<void> {
  const { shopId, id, request } = reading;
  const now = deps.now();
  const counts = readCounts(reading.cursor);
  const data = { ...stepData(reading), ...counts };
  const event: AuditEvent = { type: 'erasure.done', actor: SYSTEM, requestId: request.id, data };
  await unit.write(event, (rows) =>
    rows.step.update({
      where: { shopId_id: { shopId, id } },
      data: { state: 'done', records: counts.records, finishedAt: now, updatedAt: now },
    }),
  );
  await callForRotation(deps, unit);
  await planProbe(deps, unit, reading);
  await endErasureIfDone(deps, unit, request.id);
}

/**
 * Carries out the erasure of a person in what the app itself holds. Each commit leaves a state from which the same
 * call goes on; it is reported as done in the last one, after it has been noted outside the database.
 */
export async function erasePerson(deps: ErasePersonDeps, input: StepInput): Promise<void> {
  const { shopId } = input;
  const reading = await begin(deps, input);
  if (!reading) return;
  const { request } = reading;
  const count = counting(input, deps.now);
  for (;;) {
    const { requests } = await deps.unit(shopId, (unit) => findPerson(unit, request.id));
    // What was read to make the plan.
    if (isPlanned(reading))
      await deleteChunks(deps, { shopId, requestId: request.id }, async () => undefined);
    for (const { id } of requests) await eraseRequest(deps, { shopId, requestId: id, by: request.id }, count);
    await deps.unit(shopId, async (unit) => {
      await unit.lockShop();
      await eraseDeliveries(deps, unit, reading, count);
      if (!isPlanned(reading)) await destroyKey(deps, unit, request.id, request.id);
    });
    if (await finish(deps, input)) return;
  }
}
