import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Button, InlineStack } from '@shopify/polaris';
import { type Saying, say, sentences } from '../core/saying.ts';
import { CloseUnreleasedAction } from './confirm-move.tsx';
import { useMay } from './may.tsx';
import type { RequestView } from './request-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

interface Answer {
  intent: string;
  outcome: string;
  records?: number;
  message?: string;
}

/** Why nothing was proposed; null where it was. */
function refusalText({ outcome, records = 0, message }: Answer): Saying | null {
  if (outcome === 'changed-since')
    return say(
      '{records, plural, one {# record is no longer as this change left it: somebody changed it since.} other {# records are no longer as this change left them: somebody changed them since.}} Nothing was proposed. Start a new rectification and enter what it should be.',
      { records },
    );
  if (outcome === 'failed') return sentences(message ?? '', 'Nothing was proposed; try again.');
  if (outcome === 'not-there')
    return say(
      'There is nothing left to undo here: the change was undone already, or its evidence was destroyed.',
    );
  return null;
}

/** Proposes the opposite of what was carried out; it goes through approval like any plan. */
export function CounterChangeAction({ requestId }: { requestId: string }) {
  const t = useT();
  const fetcher = useFetcher<Answer>();
  const refusal = fetcher.data && fetcher.state === 'idle' ? refusalText(fetcher.data) : null;
  return (
    <BlockStack gap="200">
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value="counter-change" />
        <input type="hidden" name="requestId" value={requestId} />
        <SubmitButton loading={fetcher.state !== 'idle'}>{t('Undo by a counter-change')}</SubmitButton>
      </fetcher.Form>
      {refusal && (
        <Banner tone="critical">
          <p>{t(refusal)}</p>
        </Banner>
      )}
    </BlockStack>
  );
}

/** Whether the request's plan has written anything. */
export const hasWritten = ({ steps }: RequestView): boolean =>
  steps.some(({ operation, state }) => operation === 'write' && state === 'done');

function EnterLink({ number }: { number: number }) {
  const t = useT();
  if (!useMay('requests.handle')) return null;
  return (
    <Button variant="primary" url={`/app/requests/${number}/rectify`}>
      {t('Enter what is to be changed')}
    </Button>
  );
}

/** What comes next with a rectification, before there is a plan and after it is carried out. */
export function rectifyAdvice(request: RequestView) {
  const { id, kind, number, state, clocks } = request;
  const by = clocks.law.due.on;
  if (state === 'received')
    return {
      tone: 'info' as const,
      title: 'Enter what is to be changed',
      text: say(
        'The form shows what Shopify has now. What you enter becomes a plan that you approve; nothing changes before. The person should have an answer by {day}.',
        { day: by },
      ),
      action: (
        <InlineStack gap="300" blockAlign="start">
          <EnterLink number={number} />
          <CloseUnreleasedAction requestId={id} kind={kind} />
        </InlineStack>
      ),
    };
  if (state !== 'closed') return null;
  if (!hasWritten(request))
    return {
      tone: 'info' as const,
      title: 'This request is closed; nothing was changed by it',
      text: 'If the person asks again, start a new rectification from the Customers page.',
    };
  return {
    tone: 'success' as const,
    title: 'The changes are carried out',
    text: 'Tell the person, and, unless that is impossible or out of proportion, everybody to whom you passed the data on (GDPR Art. 19). What was changed, with before and after, stands below. It can be taken back: that is a new plan, which you approve again.',
    action: <CounterChangeAction requestId={id} />,
  };
}
