import { Failure } from '../core/failure.ts';
import type { RequestKind, Subject } from '../core/request.ts';
import { requireRequestKey } from './require-key.ts';
import { claimStep, type StepDeps, type StepInput, SYSTEM, stepData } from './step-reading.ts';

/**
 * Sets a step running and opens what it needs. @returns null when there is nothing (more) to do
 * @throws Failure when who it is about, or the key of that, is gone
 */
export async function beginStep(deps: StepDeps, { shopId, id }: StepInput) {
  return deps.unit(shopId, async (unit) => {
    const step = await claimStep(deps, unit, id);
    if (!step) return null;
    const { request } = step;
    const key = await requireRequestKey(deps, unit, 'dossier', request.id);
    if (request.subject === null) throw new Failure('subject-gone', 'Who this request is about was erased.');
    const place = { table: 'request', column: 'subject', row: request.id };
    const subject = JSON.parse(deps.vault.open(key, place, request.subject).toString('utf8')) as Subject;
    const now = deps.now();
    const startedAt = step.startedAt ?? now;
    const data = { state: 'running', startedAt, retryAt: null, updatedAt: now };
    const started = {
      type: 'step.started',
      actor: SYSTEM,
      requestId: request.id,
      data: stepData(step),
    } as const;
    await unit.write(step.startedAt === null ? started : [], async (rows) => {
      await rows.step.update({ where: { shopId_id: { shopId, id } }, data });
      if (request.state === 'received')
        await rows.request.update({
          where: { shopId_id: { shopId, id: request.id } },
          data: { state: 'gathering' },
        });
    });
    return { step, kind: request.kind as RequestKind, key, subject };
  });
}
export type BegunStep = NonNullable<Awaited<ReturnType<typeof beginStep>>>;
