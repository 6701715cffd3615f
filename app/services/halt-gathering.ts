import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import { SHOPIFY_STORE } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { GOING, stepData } from './step-reading.ts';

const REASON_CODE = 'not-connected';
const UNINSTALLED =
  'Privacy Desk was uninstalled from the shop. What was done so far is safe: install the app again, and the work goes on from where it stopped.';

/**
 * The app was uninstalled: what is being gathered from Shopify, or changed there, stops, and says why. Installing it again sets going
 * whatever has this reason.
 */
export async function haltGathering(deps: Pick<Deps, 'now'>, unit: Unit): Promise<void> {
  const { shopId } = unit;
  const where = { shopId, store: SHOPIFY_STORE, state: { in: GOING } };
  const steps = await unit.read.step.findMany({ where });
  const halted = {
    ...{ state: 'blocked', reasonCode: REASON_CODE, reason: UNINSTALLED },
    ...{ retryAt: null, estimatedEndAt: null, updatedAt: deps.now() },
  };
  const events = steps.map(
    (step): AuditEvent => ({
      ...{ type: 'step.blocked', actor: { kind: 'platform' }, requestId: step.requestId },
      data: { ...stepData(step), reason: REASON_CODE },
    }),
  );
  await unit.write(events, (rows) =>
    rows.step.updateMany({ where: { ...where, id: { in: steps.map(({ id }) => id) } }, data: halted }),
  );
}
