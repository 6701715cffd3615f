import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import type { RequestKind } from '../core/request.ts';
import type { JsonObject } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { SYSTEM, stepData } from './step-reading.ts';

/** The queue deletes what waits for more than a year: a job that is to run later comes by in between. */
const LONGEST_SLEEP_MS = 30 * 86_400_000;

interface Waiting {
  id: string;
  requestId: string;
  store: string;
  operation: string;
  reason: string | null;
  request: { kind: string };
}

/** Has a step looked at again at that time, or a month from now where that is sooner. */
export async function sleepUntil(
  deps: Pick<Deps, 'now'>,
  unit: Unit,
  step: { id: string; request: { kind: string } },
  until: Date,
): Promise<void> {
  const at = new Date(Math.min(until.getTime(), deps.now().getTime() + LONGEST_SLEEP_MS));
  await unit.schedule('run-step', step.request.kind as RequestKind, step.id, at);
}

/**
 * A step waits for something that will come by itself, and says for what and until when. That is no failure: no try
 * is counted.
 * @param wait.events in place of the entry that says that it waits
 */
export async function waitStep(
  deps: Pick<Deps, 'now'>,
  unit: Unit,
  step: Waiting,
  wait: {
    code: string;
    reason: string;
    until: Date;
    events?: AuditEvent[];
    data?: { state?: string; startedAt?: Date; attempts?: number; cursor?: JsonObject };
  },
): Promise<void> {
  const { shopId } = unit;
  const { id, requestId } = step;
  const postponed: AuditEvent = {
    ...{ type: 'step.postponed', actor: SYSTEM, requestId },
    data: { ...stepData(step), reason: wait.code },
  };
  const events = wait.events ?? (step.reason === wait.reason ? [] : [postponed]);
  await unit.write(events, (rows) =>
    rows.step.update({
      where: { shopId_id: { shopId, id } },
      data: {
        ...wait.data,
        ...{ reasonCode: wait.code, reason: wait.reason, retryAt: wait.until, updatedAt: deps.now() },
      },
    }),
  );
  // Also where nothing is to be recorded: the day may be another one.
  unit.moved(requestId);
  await sleepUntil(deps, unit, step, wait.until);
}
