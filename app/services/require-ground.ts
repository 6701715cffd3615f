import { dayText } from '../core/date-text.ts';
import { invoicesKeptUntil } from '../core/erasure-plan.ts';
import { Failure } from '../core/failure.ts';
import type { PlanBody } from '../core/plan.ts';
import { SHOPIFY_STORE } from '../core/request.ts';
import { say } from '../core/saying.ts';
import { erasureFacts } from './erasure-facts.ts';
import { openPlan } from './open-plan.ts';
import type { RedactDeps, Redacting } from './redacting.ts';
import { requireRequestKey } from './require-key.ts';
import { surveyedSince } from './surveyed-since.ts';

const CLAIM_OPEN = new Failure(
  'claim-open',
  'Since this plan was made, a dispute or a return of an order of this customer has begun that is not over. Shopify was not asked to erase, because what you may need as evidence would go, too. Try again once it is over; or have what there is read again and a new plan proposed on this page.',
);

const invoiceCame = (until: string): Failure =>
  new Failure(
    'invoice-came',
    say(
      'Since this plan was made the customer has ordered again, and the law orders to keep that invoice until {day}. Shopify was not asked to erase, because it would take the buyer’s name from that order, too. Have what there is read again and a new plan proposed on this page.',
      { day: dayText(until) },
    ),
  );

/** The plan says that what is fought over goes, too; where it says that it stays until it is over, that is still so. */
const givesUpClaims = ({ way, decisions }: PlanBody): boolean =>
  way !== 'trim-then-redact' &&
  decisions.some(
    ({ store, collection, action }) =>
      store === SHOPIFY_STORE && collection === 'orders' && action === 'erase',
  );

/** What the plan was made from, and since when there may be more. */
async function begin(deps: RedactDeps, { step }: Redacting) {
  const { shopId, requestId, planId } = step;
  if (planId === null) return null;
  return deps.unit(shopId, async (unit) => {
    const where = { shopId_id: { shopId, id: planId } };
    const plan = await unit.read.plan.findUniqueOrThrow({ where });
    const body = openPlan(deps, await requireRequestKey(deps, unit, 'case', requestId), plan);
    // Not of a way that was chosen by what there is.
    if (body.way === undefined) return null;
    return {
      body,
      since: await surveyedSince(unit, { requestId, planId }),
      facts: await erasureFacts(deps, unit, requestId),
    };
  });
}

/**
 * Before Shopify is asked, which spares nothing and cannot be taken back: whether an order has come since the plan was
 * made whose invoice must be kept, or one is being fought over by now. Then what was approved has lost its ground.
 * @throws Failure `invoice-came`, `claim-open`
 */
export async function requireGround(deps: RedactDeps, redacting: Redacting): Promise<void> {
  const { step, subject, at } = redacting;
  const survey = deps.stores[step.store]?.survey;
  const begun = await begin(deps, redacting);
  if (!survey || !begun) return;
  const { body, since, facts } = begun;
  // Few can have come, and the first of them decides: no need to keep a place.
  for await (const page of survey(at, subject, null, since)) {
    const orders = page.orders.filter((order) => new Date(order.at) >= new Date(since));
    const until = invoicesKeptUntil({ ...page, orders }, facts);
    if (until !== null) throw invoiceCame(until);
    if (!givesUpClaims(body) && page.orders.some(({ claim }) => claim !== null)) throw CLAIM_OPEN;
    if (page.cursor === null) return;
  }
}
