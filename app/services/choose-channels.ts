import type { Unit } from '../adapters/db/unit.ts';
import type { Actor } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import { CHANNEL_NAMES, type Channel, restrictionPlan, withdrawalPlan } from '../core/restriction.ts';
import type { Deps } from './deps.ts';
import { openSubject } from './open-subject.ts';
import { proposePlan } from './propose-plan.ts';
import { readStanding } from './propose-restriction.ts';
import { requireMay } from './require-may.ts';

export type ChannelChoice =
  | { outcome: 'proposed' | 'not-there' }
  /** Not one channel was chosen. */
  | { outcome: 'nothing-chosen' }
  | { outcome: 'failed'; message: string };

interface Input {
  shopId: string;
  requestId: string;
  channels: readonly Channel[];
  actor: Actor & { kind: 'staff' };
}

/** An objection whose plan waits for approval. */
const findPlanned = (unit: Unit, id: string) =>
  unit.read.request.findFirst({
    where: { shopId: unit.shopId, id, kind: 'objection', state: 'planned', subject: { not: null } },
  });

async function choose(deps: Deps, { shopId, requestId, channels, actor }: Input): Promise<ChannelChoice> {
  const found = await deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    const request = await findPlanned(unit, requestId);
    if (!request) return null;
    const { domain } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    return { domain, subject: await openSubject(deps, unit, request) };
  });
  if (!found) return { outcome: 'not-there' };
  const chosen = CHANNEL_NAMES.filter((channel) => channels.includes(channel));
  if (chosen.length === 0) return { outcome: 'nothing-chosen' };
  const standing = await readStanding(deps, found.domain, found.subject);
  const isAll = chosen.length === CHANNEL_NAMES.length;
  const body = isAll ? restrictionPlan('objection', standing) : withdrawalPlan(chosen, standing);
  return deps.unit(shopId, async (unit): Promise<ChannelChoice> => {
    await unit.lockShop();
    if (!(await findPlanned(unit, requestId))) return { outcome: 'not-there' };
    await proposePlan(deps, unit, { requestId, body, actor });
    return { outcome: 'proposed' };
  });
}

/**
 * Proposes another plan for an objection: that only the consent to some channels is withdrawn, or, with all of them,
 * the whole objection again. What stands as a proposal is replaced.
 */
export async function chooseChannels(deps: Deps, input: Input): Promise<ChannelChoice> {
  try {
    return await choose(deps, input);
  } catch (error) {
    if (error instanceof Failure && error.code !== 'not-allowed')
      return { outcome: 'failed', message: error.message };
    throw error;
  }
}
