import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import type { SurveyPage } from '../core/erasure-survey.ts';
import { Failure } from '../core/failure.ts';
import { isPlannedRecord, type Joined, joinedCounts, joinFound } from '../core/joining.ts';
import type { PlanBody } from '../core/plan.ts';
import type { Json, StoreShop } from '../core/store.ts';
import { type BegunWrites, beginWrites, FIRST_PASS, joiningJson, passJson } from './begin-writes.ts';
import { openJoined, openPlan, sealJoined } from './open-plan.ts';
import { openSubject } from './open-subject.ts';
import { claimStep, type FoundStep, type StepDeps, SYSTEM, stepData } from './step-reading.ts';
import { surveyedSince } from './surveyed-since.ts';

const OTHER_RECORD = new Failure(
  'other-record',
  'The customer record of the plan is gone from Shopify; another one has the same e-mail address now. Nothing was changed in either. Look at that record: if it is the same person, start a new erasure for it. Then skip this step.',
);

const isAnything = ({ writes, asks }: Joined): boolean => writes.length > 0 || Object.keys(asks).length > 0;

/** Collections by how many of their records joined: never whose. */
function joinedEvent({ step, planId }: BegunWrites, body: PlanBody, joined: Joined): AuditEvent | [] {
  const { records, asked, collections } = joinedCounts(body, joined);
  if (records === 0 && asked === 0) return [];
  return {
    ...{ type: 'plan.records-joined', actor: SYSTEM, requestId: step.requestId },
    data: { ...stepData(step), plan: planId, records, asked, ...Object.fromEntries(collections) },
  };
}

/** One page, in the commit that says how far the looking is. @returns false when somebody else has done that */
async function storePage(
  deps: StepDeps,
  begun: BegunWrites,
  page: SurveyPage,
  customerId: string | null,
): Promise<boolean> {
  const { shopId, id } = begun.step;
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const step = await claimStep(deps, unit, id);
    const where = { shopId_id: { shopId, id: begun.planId } };
    const plan = step && (await unit.read.plan.findUnique({ where }));
    if (!plan || plan.joinedAt !== null) return false;
    const body = openPlan(deps, begun.key, plan);
    if (!isPlannedRecord(body, page.customer, customerId)) throw OTHER_RECORD;
    const joined = joinFound(body, openJoined(deps, begun.key, plan), page);
    const isLast = page.cursor === null;
    await unit.write(isLast ? joinedEvent(begun, body, joined) : [], async (rows) => {
      await rows.plan.update({
        where,
        data: {
          ...(isAnything(joined) && { joined: sealJoined(deps, begun.key, plan.id, joined) }),
          ...(isLast && { joinedAt: deps.now() }),
        },
      });
      await rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: { cursor: isLast ? passJson(FIRST_PASS) : joiningJson(page.cursor) },
      });
    });
    return true;
  });
}

/** Who it is about, and since when. */
const beginJoining = (deps: StepDeps, { step, planId }: BegunWrites) =>
  deps.unit(step.shopId, async (unit: Unit) => ({
    subject: await openSubject(deps, unit, step.request),
    since: await surveyedSince(unit, { requestId: step.requestId, planId }),
  }));

/** @returns whether all of it was looked at */
async function look(
  deps: StepDeps,
  begun: BegunWrites & { joining: { place: Json } },
  at: StoreShop,
  until: Date,
): Promise<boolean> {
  const survey = deps.stores[begun.step.store]?.survey;
  // A store that cannot be surveyed had nothing planned from what it holds.
  if (!survey) {
    const nothing = { customer: null, orders: [], writes: [], gaps: [], cursor: null };
    return storePage(deps, begun, nothing, null);
  }
  const { subject, since } = await beginJoining(deps, begun);
  for await (const page of survey(at, subject, begun.joining.place, since)) {
    if (!(await storePage(deps, begun, page, subject.customerId))) return false;
    if (page.cursor === null) return true;
    if (deps.now() >= until) break;
  }
  await deps.unit(at.shopId, (unit) => unit.schedule('run-step', begun.kind, begun.step.id));
  return false;
}

/**
 * Begins a step of writes. Before its first pass it looks at what came since the plan was made: what an approved rule
 * covers joins the plan's writes, and is then read again before it is written, as they are; what none covers is asked
 * about. Once the first pass has begun, nothing joins any more. May be broken off anywhere: the looking goes on after
 * the last page that was stored.
 * @returns null when there is nothing to do (yet)
 */
export async function joinRecords(
  deps: StepDeps,
  found: FoundStep,
  until: Date,
): Promise<BegunWrites | null> {
  const begun = await beginWrites(deps, found);
  if (!begun || begun.joining === null) return begun;
  const { shopId, shopDomain } = found;
  const { joining } = begun;
  const isLooked = await look(deps, { ...begun, joining }, { shopId, shopDomain }, until);
  return isLooked ? beginWrites(deps, found) : null;
}
