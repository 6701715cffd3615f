import { setTimeout as sleep } from 'node:timers/promises';
import { REQUEST_KIND_NAMES } from './core/request.ts';
import type { Composition } from './deps.server.ts';
import { openDeliveries } from './services/open-deliveries.ts';
import { runStep } from './services/run-step.ts';

/** How long an empty inbox is left alone. */
const INBOX_IDLE_MS = 200;
const INBOX_TROUBLE_MS = 2_000;
const DELIVERIES_PER_SWEEP = 400;

export interface Worker {
  /** Takes nothing new and ends what is under way. */
  stop(): Promise<void>;
}

/** Opens what lies in the inbox, shop by shop. @returns how many deliveries were opened */
async function drainInbox({ deps }: Composition): Promise<number> {
  const found = await deps.sweeps.waitingDeliveries(deps.now(), DELIVERIES_PER_SWEEP);
  const byShop = Map.groupBy(found, ({ shopId }) => shopId);
  let opened = 0;
  for (const [shopId, rows] of byShop)
    opened += await openDeliveries(deps, { shopId, ids: rows.map(({ id }) => id) });
  return opened;
}

/** The background work of this process. */
export async function startWorker(composition: Composition): Promise<Worker> {
  const { deps, env, queue } = composition;
  const stopping = new AbortController();
  const { signal } = stopping;
  for (const kind of env.KINDS.length > 0 ? env.KINDS : REQUEST_KIND_NAMES)
    await queue.work('run-step', kind, env.WORKERS, (data) => runStep(deps, data));

  const inbox = (async () => {
    while (!signal.aborted) {
      const opened = await drainInbox(composition).catch((error) => {
        deps.log.error({ name: error.name, code: error.code }, 'inbox not reached');
        return -1;
      });
      const pauseMs = opened > 0 ? 0 : opened === 0 ? INBOX_IDLE_MS : INBOX_TROUBLE_MS;
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await inbox;
    },
  };
}
