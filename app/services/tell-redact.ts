import type { Unit } from '../adapters/db/unit.ts';
import type { AuditData, AuditEvent } from '../core/audit.ts';
import { identifiersOf } from '../core/identifier.ts';
import { platformDueOf } from '../core/law/deadline.ts';
import { localDay } from '../core/local-day.ts';
import { readProgress } from '../core/redact-progress.ts';
import type { RequestKind, Subject } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { keep } from './redacting.ts';
import { requireShopKey } from './require-key.ts';
import { GOING } from './step-reading.ts';

type TellDeps = Pick<Deps, 'vault' | 'now'>;

const PLATFORM = { kind: 'platform' } as const;
/** The app is not installed: nothing can be asked until it is again. */
const NOT_CONNECTED = 'not-connected';

/** The erasure by plan, under way, that itself erases what the app holds of the person whom Shopify names. */
async function findErasure(deps: TellDeps, unit: Unit, subject: Subject) {
  const { shopId } = unit;
  const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  const indexKey = await requireShopKey(deps, unit, 'index');
  // The strongest alone: an e-mail address beside another record may be another person's by now.
  const [strongest] = identifiersOf(subject);
  const index = strongest && deps.vault.blindIndex(indexKey, strongest, shop.countryCode);
  if (!index) return null;
  const request = await unit.read.request.findFirst({
    where: {
      ...{ shopId, kind: 'erasure', source: { not: 'platform' }, state: 'carrying-out' },
      identifiers: { some: { index } },
    },
    include: { steps: true, plans: { where: { state: 'begun' }, select: { id: true } } },
    orderBy: { number: 'desc' },
  });
  const steps = request?.steps.filter(({ planId }) => planId === request.plans[0]?.id) ?? [];
  const erases = steps.some(
    ({ operation, state }) => operation === 'erase' && [...GOING, 'blocked', 'done'].includes(state),
  );
  return request && erases ? { ...request, steps, timeZone: shop.timeZone } : null;
}
type Erasure = NonNullable<Awaited<ReturnType<typeof findErasure>>>;
type Step = Erasure['steps'][number];

/** Set going at once, unless it was left out or stopped. */
async function wake(deps: TellDeps, unit: Unit, { kind }: Erasure, step: Step, more: object): Promise<void> {
  const { shopId } = unit;
  const idle = { reasonCode: null, reason: null, retryAt: null, attempts: 0, updatedAt: deps.now() };
  await unit.progress.step.update({
    where: { shopId_id: { shopId, id: step.id } },
    data: { ...idle, ...more },
  });
  await unit.schedule('run-step', kind as RequestKind, step.id);
}

/**
 * It is looked at once whether anything is still to be seen. Neither the step's day nor a wish to cancel goes by it:
 * a signed delivery may be an old one, sent again.
 */
async function wakeRedact(deps: TellDeps, unit: Unit, erasure: Erasure, step: Step, receivedAt: Date) {
  const progress = readProgress(step.cursor);
  const told = keep({ ...progress, toldAt: progress.toldAt ?? receivedAt.toISOString() });
  const isHalted = step.state === 'blocked' && step.reasonCode !== NOT_CONNECTED;
  if (GOING.includes(step.state) || isHalted)
    await wake(deps, unit, erasure, step, { state: 'running', cursor: told });
  else
    await unit.progress.step.update({
      where: { shopId_id: { shopId: unit.shopId, id: step.id } },
      data: { cursor: told },
    });
}

/**
 * Shopify says that a customer is erased, and demands that the app does the same. Where an erasure by plan is under
 * way for them, the demand is part of it: no second request opens that would lock the first one's evidence before it
 * is closed. What the app has come to hold since it erased is erased, too.
 * @returns whether there is such an erasure; where not, the demand opens a request of its own
 */
export async function tellRedact(
  deps: TellDeps,
  unit: Unit,
  told: { subject: Subject; receivedAt: Date; origin: AuditData },
): Promise<boolean> {
  const { subject, receivedAt, origin } = told;
  const erasure = await findErasure(deps, unit, subject);
  if (!erasure) return false;
  const { shopId } = unit;
  const { id: requestId, timeZone, platformDue, steps } = erasure;
  const due = platformDueOf(localDay(receivedAt, timeZone));
  const redact = steps.find(({ operation }) => operation === 'redact');
  const erase = steps.find(({ operation }) => operation === 'erase');
  const events: AuditEvent[] = [{ type: 'request.joined', actor: PLATFORM, requestId, data: origin }];
  if (redact) events.push({ type: 'redact.told', actor: PLATFORM, requestId, data: { step: redact.id } });
  await unit.write(events, (rows) =>
    rows.request.update({
      where: { shopId_id: { shopId, id: requestId } },
      data: { platformDue: platformDue ?? new Date(due) },
    }),
  );
  if (redact) await wakeRedact(deps, unit, erasure, redact, receivedAt);
  // Begun anew: an answer that is owed since is given first.
  if (erase?.state === 'done')
    await wake(deps, unit, erasure, erase, { state: 'pending', startedAt: null, finishedAt: null });
  return true;
}
