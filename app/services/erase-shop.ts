import type { Unit, Writes } from '../adapters/db/unit.ts';
import type { Actor, AuditEvent } from '../core/audit.ts';
import { UNINSTALLED_BEFORE_MS } from '../core/erasure.ts';
import { OPEN_STATES } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { deleteChunks } from './erase-request.ts';
import { requireMay } from './require-may.ts';
import { GOING, type StepInput, SYSTEM, stepData } from './step-reading.ts';

export type EraseShopDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'erasures' | 'log'>;
const AT_ONCE = 200;
const ENTRIES_AT_ONCE = 5_000;
export const IN_USE = 'reinstalled';
const ASK =
  'Shopify asks to erase everything held for this shop, because the app had been uninstalled. But the app is in use here again, so nothing was erased. If you want to go on with Privacy Desk, choose “Keep everything”. If everything is to be erased, uninstall the app: Shopify asks again 48 hours later.';

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

/** Data keys, tokens, names of staff and what hangs on no request; from here on the shop counts as gone. */
export async function destroyKeys(rows: Writes, shopId: string): Promise<void> {
  await rows.dataKey.deleteMany({ where: { shopId } });
  await rows.session.deleteMany({ where: { shopId } });
  await rows.staff.deleteMany({ where: { shopId } });
  await rows.mail.deleteMany({ where: { shopId } });
  await rows.registerLink.deleteMany({ where: { shopId } });
  await rows.savedView.deleteMany({ where: { shopId } });
  await rows.setting.deleteMany({ where: { shopId } });
  await rows.suppression.deleteMany({ where: { shopId } });
  await rows.shop.update({ where: { shopId }, data: { installedAt: null, rotationDueAt: null } });
}

/**
 * The keys go in the first commit, and with them all that is sealed.
 * @returns the request's id; null when there is nothing to do now
 */
async function begin(deps: EraseShopDeps, { shopId, id }: StepInput): Promise<string | null> {
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const where = { shopId, id, state: { in: GOING } };
    const step = await unit.read.step.findFirst({ where, include: { request: true } });
    if (!step) return null;
    const { requestId, request } = step;
    const isFirst = request.state !== 'erasing';
    if (isFirst && (await isInUse(unit, request.receivedAt))) {
      await ask(deps, unit, step);
      return null;
    }
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

/** All requests but the demand itself, with what hangs on them. @returns how many */
async function deleteRequests({ unit }: EraseShopDeps, shopId: string, but: string): Promise<number> {
  let deleted = 0;
  for (;;) {
    const rows = await unit(shopId, ({ read }) =>
      read.request.findMany({ where: { shopId, id: { not: but } }, select: { id: true }, take: AT_ONCE }),
    );
    if (rows.length === 0) return deleted;
    for (const { id } of rows) await deleteChunks({ unit }, { shopId, requestId: id }, async () => undefined);
    const ids = rows.map(({ id }) => id);
    await unit(shopId, (tx) =>
      tx.write([], ({ request }) => request.deleteMany({ where: { shopId, id: { in: ids } } })),
    );
    deleted += rows.length;
  }
}

async function deleteDeliveries({ unit }: EraseShopDeps, shopId: string): Promise<void> {
  for (;;) {
    const deleted = await unit(shopId, async ({ read, progress }) => {
      const rows = await read.delivery.findMany({
        where: { shopId },
        select: { id: true },
        take: ENTRIES_AT_ONCE,
      });
      const ids = rows.map(({ id }) => id);
      await progress.delivery.deleteMany({ where: { shopId, id: { in: ids } } });
      return rows.length;
    });
    if (deleted === 0) return;
  }
}

/** What nothing of the shop is left but: the log, and last the shop and the demand itself. */
async function deleteLog({ unit }: EraseShopDeps, shopId: string): Promise<void> {
  while ((await unit(shopId, (tx) => tx.eraseLog(ENTRIES_AT_ONCE))) > 0);
}

/**
 * Erases everything of a shop, once its keys are gone: rows, files of keys, jobs, log, shop. What remains is an entry
 * in the list outside the database. May be broken off anywhere and begun again.
 */
export async function deleteShop(
  deps: EraseShopDeps,
  input: { shopId: string; requestId: string },
): Promise<void> {
  const { shopId, requestId } = input;
  await deps.vault.keys.destroyAll(shopId);
  const requests = await deleteRequests(deps, shopId, requestId);
  await deleteDeliveries(deps, shopId);
  await deleteLog(deps, shopId);
  const at = deps.now().toISOString();
  await deps.erasures.append({ at, shop: shopId, request: requestId, what: 'shop', indexes: [] });
  await deps.vault.keys.destroyAll(shopId);
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    await unit.eraseLog(ENTRIES_AT_ONCE);
    await unit.write([], async (rows) => {
      await rows.request.deleteMany({ where: { shopId } });
      await rows.shop.deleteMany({ where: { shopId } });
    });
    await unit.forgetJobs();
  });
  deps.log.info({ shop: shopId, requests }, 'shop erased');
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
