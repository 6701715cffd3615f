import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditEvent } from '../core/audit.ts';
import { awaitedShopErasure, UNINSTALLED_BEFORE_MS } from '../core/erasure.ts';
import { OPEN_STATES } from '../core/request.ts';
import { deleteShop, destroyKeys } from './delete-shop.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';
import { type ClaimedStep, claimStep, type StepInput, SYSTEM, stepData } from './step-reading.ts';
import { waitStep } from './wait-step.ts';

type EraseShopDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'erasures' | 'log' | 'hasAccess'>;
export const IN_USE = 'reinstalled';
const ASK =
  'Shopify asks to erase everything held for this shop, because the app had been uninstalled. But the app is in use here again, so nothing was erased. If you want to go on with Privacy Desk, choose “Keep everything”. If everything is to be erased, uninstall the app: Shopify asks again 48 hours later.';

/** Of a message that comes 48 hours before its time: see `awaitedShopErasure`. */
export const UNINSTALLED_LATELY = 'uninstalled-lately';
const WAIT =
  'The app was uninstalled less than 48 hours ago. Everything held for this shop is erased when they are over. If you want to go on with Privacy Desk, open it in the Shopify admin until then: nothing is erased without being asked again.';

/**
 * Whether somebody has come back since the app was uninstalled. An installation that is still on record may be one
 * whose end was never told: then it counts whether any member of staff has been seen since.
 */
async function isInUse(unit: Unit, receivedAt: Date): Promise<boolean> {
  const { shopId } = unit;
  const { installedAt } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  if (installedAt === null) return false;
  const uninstalledAt = new Date(receivedAt.getTime() - UNINSTALLED_BEFORE_MS);
  if (installedAt > uninstalledAt) return true;
  return (await unit.read.staff.count({ where: { shopId, lastSeenAt: { gt: uninstalledAt } } })) > 0;
}

/** Asks Shopify itself where an installation is on record: staff who open the app twice a month are not seen for days. */
async function isLetIn(deps: EraseShopDeps, { shopId }: StepInput): Promise<boolean> {
  const shop = await deps.unit(shopId, ({ read }) => read.shop.findUnique({ where: { shopId } }));
  return shop !== null && shop.installedAt !== null && (await deps.hasAccess(shop.domain));
}

type Step = { id: string; requestId: string; store: string; operation: string };

async function ask(deps: EraseShopDeps, unit: Unit, step: Step): Promise<void> {
  const { shopId } = unit;
  const data = { ...stepData(step), reason: IN_USE };
  await unit.write({ type: 'step.blocked', actor: SYSTEM, requestId: step.requestId, data }, (rows) =>
    rows.step.update({
      where: { shopId_id: { shopId, id: step.id } },
      data: { state: 'blocked', reasonCode: IN_USE, reason: ASK, updatedAt: deps.now() },
    }),
  );
}

/** @returns whether something stands against erasing the shop now: then the step waits, or staff are asked */
async function isHeldBack(
  deps: EraseShopDeps,
  unit: Unit,
  step: ClaimedStep,
  letIn: boolean,
): Promise<boolean> {
  const { shopId } = unit;
  if (letIn || (await isInUse(unit, step.request.receivedAt))) {
    await ask(deps, unit, step);
    return true;
  }
  const { uninstalledAt } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  const until = awaitedShopErasure(uninstalledAt, deps.now());
  if (until === null) return false;
  await waitStep(deps, unit, step, {
    code: UNINSTALLED_LATELY,
    reason: WAIT,
    until,
    data: { state: 'pending' },
  });
  return true;
}

/**
 * The keys go in the first commit, and with them all that is sealed.
 * @returns the request's id; null when there is nothing to do now
 */
async function begin(deps: EraseShopDeps, { shopId, id }: StepInput): Promise<string | null> {
  const letIn = await isLetIn(deps, { shopId, id });
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const step = await claimStep(deps, unit, id);
    if (!step) return null;
    const { requestId, request } = step;
    const isFirst = request.state !== 'erasing';
    if (isFirst && (await isHeldBack(deps, unit, step, letIn))) return null;
    const event: AuditEvent = { type: 'erasure.shop-begun', actor: SYSTEM, requestId };
    const now = deps.now();
    await unit.write(isFirst ? event : [], async (rows) => {
      await destroyKeys(rows, shopId);
      await rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: { state: 'running', updatedAt: now },
      });
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'erasing', erasedAt: request.erasedAt ?? now },
      });
    });
    return requestId;
  });
}

/** Carries out what Shopify demands 48 hours after a shop has uninstalled the app; asks where it is in use again. */
export async function eraseShop(deps: EraseShopDeps, input: StepInput): Promise<void> {
  const requestId = await begin(deps, input);
  if (requestId !== null) await deleteShop(deps, { shopId: input.shopId, requestId });
}

/** A member of staff answers that the shop goes on with the app: the demand is closed, nothing is erased. */
export async function keepShop(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { shopId: string; requestId: string; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'kept' | 'not-there' }> {
  const { shopId, requestId, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'plans.approve');
    await unit.lockShop();
    const step = await unit.read.step.findFirst({
      where: {
        ...{ shopId, requestId, state: 'blocked', reasonCode: IN_USE },
        request: { state: { in: OPEN_STATES } },
      },
      include: { request: true },
    });
    if (!step) return { outcome: 'not-there' };
    const now = deps.now();
    const closed = { from: step.request.state, reason: 'shop-kept' };
    const events: AuditEvent[] = [
      { type: 'erasure.shop-kept', actor, requestId },
      { type: 'request.closed', actor, requestId, data: closed },
    ];
    await unit.write(events, async (rows) => {
      await rows.step.update({
        where: { shopId_id: { shopId, id: step.id } },
        data: { state: 'stopped', finishedAt: now, updatedAt: now },
      });
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'closed', closedAt: now },
      });
    });
    return { outcome: 'kept' };
  });
}
