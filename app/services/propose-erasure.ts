import type { Unit } from '../adapters/db/unit.ts';
import { erasurePlan, erasureWays } from '../core/erasure-plan.ts';
import type { Survey, SurveyPage } from '../core/erasure-survey.ts';
import { emptySurvey } from '../core/erasure-survey.ts';
import { Failure } from '../core/failure.ts';
import type { RequestKind } from '../core/request.ts';
import { say } from '../core/saying.ts';
import type { Gap, Json, JsonObject } from '../core/store.ts';
import { erasureFacts } from './erasure-facts.ts';
import { addToSubject, openSubject } from './open-subject.ts';
import { proposePlan } from './propose-plan.ts';
import { requireRequestKey } from './require-key.ts';
import {
  type ClaimedStep,
  claimStep,
  type FoundStep,
  type StepDeps,
  SYSTEM,
  stepData,
} from './step-reading.ts';
import { readSurvey, SURVEY, sealSurvey } from './survey-chunks.ts';

/** What is read before the first place is kept: a survey that begins anew replaces one that was broken off. */
async function startOver(unit: Unit, { shopId, requestId }: ClaimedStep): Promise<void> {
  await unit.progress.chunk.deleteMany({ where: { shopId, requestId, collection: SURVEY } });
}

async function begin(deps: StepDeps, { shopId, id }: FoundStep) {
  return deps.unit(shopId, async (unit) => {
    const step = await claimStep(deps, unit, id);
    if (!step) return null;
    const subject = await openSubject(deps, unit, step.request);
    const key = await requireRequestKey(deps, unit, 'dossier', step.requestId);
    if (step.cursor === null) await startOver(unit, step);
    const startedAt = step.startedAt ?? deps.now();
    const { requestId } = step;
    const started = { type: 'step.started', actor: SYSTEM, requestId, data: stepData(step) } as const;
    await unit.write(step.startedAt === null ? started : [], (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: { state: 'running', startedAt, activity: 'orders', retryAt: null, updatedAt: deps.now() },
      }),
    );
    return { step, subject, key };
  });
}
type Begun = NonNullable<Awaited<ReturnType<typeof begin>>>;

/** @returns how many pages are stored; null where the step is somebody else's by now */
async function storePage(deps: StepDeps, { step, key }: Begun, page: SurveyPage): Promise<number | null> {
  const { shopId, id } = step;
  return deps.unit(shopId, async (unit) => {
    const current = await claimStep(deps, unit, id);
    if (!current) return null;
    const pages = current.pages + 1;
    await unit.progress.chunk.create({ data: sealSurvey(deps, step, key, current.pages, page) });
    await unit.progress.step.update({
      where: { shopId_id: { shopId, id } },
      data: {
        ...(page.cursor !== null && { cursor: page.cursor as JsonObject }),
        ...{ pages, records: { increment: page.orders.length }, updatedAt: deps.now() },
      },
    });
    return pages;
  });
}

const gapJson = ({ collection, reason, remedy, scope }: Gap): Json => ({
  ...{ collection, reason, remedy },
  ...(scope !== undefined && { scope }),
});

/** Shopify may know the person by more than the request did: they are found by it from here on. */
async function learn(deps: StepDeps, unit: Unit, requestId: string, { customer }: Survey): Promise<void> {
  if (customer === null) return;
  await addToSubject(deps, unit, requestId, { customerId: customer.replace(/^.*\//, '') });
}

/** Everything was read: the step ends in the commit that lays the plan before the staff. */
async function finish(deps: StepDeps, { step: { shopId, id } }: Begun): Promise<void> {
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const step = await claimStep(deps, unit, id);
    if (!step) return;
    const { requestId, records } = step;
    const survey = (await readSurvey(deps, unit, requestId)) ?? emptySurvey();
    await learn(deps, unit, requestId, survey);
    const now = deps.now();
    const data = { ...stepData(step), records, gaps: survey.gaps.length };
    await unit.write({ type: 'step.done', actor: SYSTEM, requestId, data }, (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: {
          ...{ state: 'done', gaps: survey.gaps.map(gapJson), cursor: {}, activity: null },
          ...{ reasonCode: null, reason: null, retryAt: null, finishedAt: now, updatedAt: now },
        },
      }),
    );
    const facts = await erasureFacts(deps, unit, requestId);
    const [way] = erasureWays(survey, facts);
    await proposePlan(deps, unit, { requestId, body: erasurePlan(survey, way, facts), actor: SYSTEM });
  });
}

/**
 * Reads in the store what could be taken away of the person, and proposes a plan; goes on from the last page that was
 * stored. Nothing is changed anywhere.
 * @param until then the slice ends after the page that is under way
 */
export async function proposeErasure(deps: StepDeps, found: FoundStep, until: Date): Promise<void> {
  const { shopId, id, shopDomain, kind } = found;
  const begun = await begin(deps, found);
  if (!begun) return;
  const { step, subject } = begun;
  const store = deps.stores[step.store];
  if (!store?.survey)
    throw new Failure(
      'store-missing',
      say('The data store "{store}" is not connected, or cannot be changed from here.', {
        store: step.store,
      }),
    );
  for await (const page of store.survey({ shopId, shopDomain }, subject, step.cursor as Json)) {
    if ((await storePage(deps, begun, page)) === null) return;
    if (page.cursor === null) return finish(deps, begun);
    if (deps.now() < until) continue;
    return deps.unit(shopId, (unit) => unit.schedule('run-step', kind as RequestKind, id));
  }
}
