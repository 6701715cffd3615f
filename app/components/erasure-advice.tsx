import { BlockStack } from '@shopify/polaris';
import { say, sentences } from '../core/saying.ts';
import { CloseUnreleasedAction } from './confirm-move.tsx';
import { MoveAction } from './move-action.tsx';
import type { RequestView } from './request-view.ts';
import { Reason, RetryAction } from './retry-action.tsx';

const REMAINS =
  'What remains is the case itself: number, kind, dates and the log, none of which says who the person is. Backups of this app’s database become unreadable within about a day.';

const CLOSED: Record<string, { title: string; text: string }> = {
  erased: { title: 'What this app held about the person is erased', text: REMAINS },
  kept: {
    title: 'Nothing was erased: the app is in use here again',
    text: 'A member of your staff chose to keep everything. If that is to change, uninstall the app: Shopify asks again 48 hours later.',
  },
};

/** An answer that waits for somebody, or for an earlier request to be answered. */
function haltedAdvice({ id, kind, clocks }: RequestView, step: RequestView['steps'][number]) {
  const by = clocks.platform?.on ?? clocks.law.due.on;
  const isAsked = kind === 'shop-erasure' && step.state === 'blocked';
  return {
    tone: 'warning' as const,
    title: say(
      kind === 'shop-erasure'
        ? 'Shopify asks to erase everything held for this shop by {day}'
        : 'Shopify asks to erase what is held about this person by {day}',
      { day: by },
    ),
    text: step.reason ?? '',
    action: isAsked ? (
      <MoveAction requestId={id} move="keep-shop" />
    ) : step.state === 'blocked' ? (
      <BlockStack inlineAlign="start">
        <RetryAction stepId={step.id} />
      </BlockStack>
    ) : undefined,
  };
}

/** An erasure by plan, before there is one to carry out and after it is over. */
function plannedAdvice(request: RequestView) {
  const { id: requestId, kind, plan, state, erased, steps } = request;
  if (state === 'closed' && !erased && plan === null)
    return {
      tone: 'info' as const,
      title: 'This request is closed; nothing was erased by it',
      text: 'If the person asks again, start a new erasure from the Customers page.',
    };
  if (state === 'closed')
    return {
      tone: 'success' as const,
      title: erased ? 'The erasure is carried out' : 'The plan is carried out',
      text: sentences(
        'Tell the person what was erased, and what is kept, why and until when; all of it stands below.',
        erased ? REMAINS : '',
      ),
    };
  const blocked = steps.filter((step) => step.state === 'blocked');
  if (blocked.length > 0)
    return {
      tone: 'critical' as const,
      title: 'No plan could be made: this waits for you',
      text: 'Nothing was erased. Mend the cause, then try again.',
      action: (
        <BlockStack gap="300" inlineAlign="start">
          {blocked.map(({ id, reason }) => (
            <BlockStack gap="200" key={id}>
              <Reason text={reason} />
              <RetryAction stepId={id} />
            </BlockStack>
          ))}
          <CloseUnreleasedAction requestId={requestId} kind={kind} />
        </BlockStack>
      ),
    };
  if (state === 'received' || state === 'gathering')
    return {
      tone: 'info' as const,
      title: 'A plan is being made',
      text: 'Privacy Desk reads in Shopify what is held. There is nothing for you to do now; the plan then waits here for your approval.',
    };
  return null;
}

/** What an erasure is doing, and of a request for a copy, that its data was erased. It is carried out by itself. */
export function erasureAdvice(request: RequestView) {
  const { kind, state, erased, steps } = request;
  if (kind === 'access')
    return {
      tone: 'info' as const,
      title: 'The data of this request was erased',
      text: sentences(
        'Shopify asked to erase what is held about this person, so nothing is left to answer with or to open again.',
        REMAINS,
      ),
    };
  const planned = request.source !== 'platform' && kind === 'erasure' ? plannedAdvice(request) : null;
  if (planned) return planned;
  const closed = state === 'closed' && CLOSED[erased ? 'erased' : 'kept'];
  if (closed) return { tone: erased ? ('success' as const) : ('info' as const), ...closed };
  const halted = steps.find((step) => step.state === 'blocked' || step.state === 'postponed');
  if (halted) return haltedAdvice(request, halted);
  return {
    tone: 'info' as const,
    title: 'What this app holds is being erased, as Shopify asks',
    text: 'There is nothing for you to do. Shopify itself and your other apps erase what they hold.',
  };
}
