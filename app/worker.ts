import { setTimeout as sleep } from 'node:timers/promises';
import { traceOf } from './core/failure.ts';
import { REQUEST_KIND_NAMES } from './core/request.ts';
import type { Composition } from './deps.server.ts';
import { carryOutStep } from './services/carry-out-step.ts';
import { giveUpStep } from './services/halt-step.ts';
import { openDeliveries } from './services/open-deliveries.ts';
import { purge } from './services/purge.ts';
import { giveUpRelease, renderRelease } from './services/render-release.ts';
import { rotateKeys } from './services/rotate-keys.ts';
import { giveUpMail, sendMail } from './services/send-mail.ts';

/** How long an empty inbox is left alone. */
const INBOX_IDLE_MS = 200;
const PURGE_EVERY_MS = 3_600_000;
/** Changes of epoch keys that are due; each takes minutes between its two halves anyway. */
const ROTATE_EVERY_MS = 60_000;
const ROTATIONS_AT_ONCE = 20;
/** After an error, such as a database that is away. */
const TROUBLE_MS = 2_000;
/** Many, so that a flood is opened in a few large units instead of many small ones. */
const DELIVERIES_PER_SWEEP = 2_000;
const DELIVERIES_PER_UNIT = 200;
/** Shops whose inboxes are opened at a time: while one waits for its commit, another computes. */
const SHOPS_AT_A_TIME = 3;
/** Rendering computes all the time: more of them would starve the pages of the same process. */
const RELEASES_AT_A_TIME = 1;
const MAILS_AT_A_TIME = 1;

export interface Worker {
  /** Takes nothing new and ends what is under way. */
  stop(): Promise<void>;
}

/** Opens what lies in the inbox, shop by shop. @returns how many deliveries were opened */
async function drainInbox({ deps }: Composition): Promise<number> {
  const found = await deps.sweeps.waitingDeliveries(deps.now(), DELIVERIES_PER_SWEEP);
  const inboxes = Map.groupBy(found, ({ shopId }) => shopId).entries();
  let opened = 0;
  const openInboxes = async () => {
    for (const [shopId, rows] of inboxes) {
      const ids = rows.slice(0, DELIVERIES_PER_UNIT).map(({ id }) => id);
      const count = await openDeliveries(deps, { shopId, ids });
      opened += count;
    }
  };
  // All take from the same iterator: each goes on with the next shop that nobody has taken.
  await Promise.all(Array.from({ length: SHOPS_AT_A_TIME }, openInboxes));
  return opened;
}

/** Takes the next step of changing epoch keys where one is due; a shop whose change fails holds up no other. */
async function rotateDue({ deps }: Composition): Promise<number> {
  const due = await deps.sweeps.dueRotations(deps.now(), ROTATIONS_AT_ONCE);
  for (const { shopId } of due)
    await rotateKeys(deps, { shopId }).catch((error) => {
      deps.log.error({ shop: shopId, ...traceOf(error) }, 'keys not rotated');
    });
  return 0;
}

/** The background work of this process. */
export async function startWorker(composition: Composition): Promise<Worker> {
  const { deps, env, queue } = composition;
  const stopping = new AbortController();
  const { signal } = stopping;
  const kinds = env.KINDS.length > 0 ? env.KINDS : REQUEST_KIND_NAMES;
  for (const kind of kinds)
    await queue.work('run-step', kind, env.WORKERS, (data) =>
      carryOutStep(deps, data).catch((error) => {
        deps.log.warn({ shop: data.shopId, step: data.id, ...traceOf(error) }, 'step to be tried again');
        throw error;
      }),
    );
  await queue.workGivenUp('run-step', (data) => giveUpStep(deps, data));
  for (const kind of kinds)
    await queue.work('release-archive', kind, RELEASES_AT_A_TIME, (data) =>
      renderRelease(deps, data).catch((error) => {
        deps.log.warn(
          { shop: data.shopId, release: data.id, ...traceOf(error) },
          'release to be tried again',
        );
        throw error;
      }),
    );
  for (const kind of kinds)
    await queue.work('send-mail', kind, MAILS_AT_A_TIME, (data) => sendMail(deps, data));
  await queue.workGivenUp('send-mail', (data) => giveUpMail(deps, data));
  await queue.workGivenUp('release-archive', (data) => giveUpRelease(deps, data));

  /** Repeats `task` until the worker stops: at once while it finds work, after a pause when it finds none. */
  async function repeat(name: string, idleMs: number, task: () => Promise<number>): Promise<void> {
    while (!signal.aborted) {
      const done = await task().catch((error) => {
        deps.log.error({ task: name, name: error.name, code: error.code }, 'background task failed');
        return null;
      });
      const pauseMs = done === null ? TROUBLE_MS : done > 0 ? 0 : idleMs;
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
  const tasks = [
    repeat('inbox', INBOX_IDLE_MS, () => drainInbox(composition)),
    repeat('purge', PURGE_EVERY_MS, () => purge(deps)),
    repeat('rotation', ROTATE_EVERY_MS, () => rotateDue(composition)),
  ];

  return {
    async stop() {
      stopping.abort();
      await Promise.all(tasks);
    },
  };
}
