import { useFetcher } from '@remix-run/react';
import { Modal, TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Box, Button, Checkbox, InlineStack, List, Text } from '@shopify/polaris';
import { useState } from 'react';
import type { RequestKind } from '../core/request.ts';
import { type Saying, say, sentences } from '../core/saying.ts';
import { useChosenWay } from './chosen-way.tsx';
import { useMay } from './may.tsx';
import type { PlanView } from './plan-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

interface Answer {
  outcome: string;
}

const REFUSALS: Record<string, string> = {
  changed: say(
    'The plan has changed since this page showed it. Nothing was approved: look at it again, below.',
  ),
  begun: say(
    'The plan has begun and cannot be undone any more. What is still to come can be left out, step by step.',
  ),
  'shopify-asked': say(
    'Shopify has been asked to erase this customer already. Cancel that first, below; then a new plan is proposed by itself.',
  ),
  'identity-unchecked': say('Nothing was approved: confirm first that you have checked who asks.'),
  'not-there': say(
    'Somebody else was faster. Nothing was changed by you; this page shows how it stands now.',
  ),
};

/** Why nothing was done; said where it was to be done. */
function Refusal({ outcome }: { outcome: string | undefined }) {
  const t = useT();
  const words = REFUSALS[outcome ?? ''];
  return words === undefined ? null : (
    <Banner tone="warning">
      <p>{t(words)}</p>
    </Banner>
  );
}

/** What no undo brings back once it is done, by the kind of plan. */
const FOR_GOOD: Partial<Record<RequestKind, Saying>> = {
  erasure: say('What is erased cannot be brought back.'),
  objection: say(
    'It is not lifted by staff: it ends only by a new consent that the person gives by themselves.',
  ),
  'opt-out': say('An opt-out of sale cannot be taken back from here.'),
};

/** What follows, before it follows. */
function Consequences({ plan }: { plan: PlanView }) {
  const t = useT();
  const { kind, planned, changes, operations, wouldUndo } = plan;
  return (
    <BlockStack gap="300">
      {planned !== null && (
        <Text as="p" fontWeight="semibold">
          {t(planned.label)}
        </Text>
      )}
      {changes.total > 0 && (
        <Text as="p">
          {t(
            '{count, plural, one {# change} other {# changes}} in Shopify, each exactly as the plan shows it. A record that is different by then is left alone, and you are asked again.',
            { count: changes.total },
          )}
        </Text>
      )}
      <List>
        {operations.map(({ key, title, when }) => (
          <List.Item key={key}>{t('{step}. {when}.', { step: title, when })}</List.Item>
        ))}
      </List>
      <Text as="p" fontWeight="semibold">
        {t(
          sentences(
            wouldUndo === null
              ? say('It begins at once: the approval cannot be undone.')
              : say('You can undo the approval until {wouldUndo}; until then nothing is changed anywhere.', {
                  wouldUndo,
                }),
            FOR_GOOD[kind] ?? '',
          ),
        )}
      </Text>
    </BlockStack>
  );
}

/** Approves what is shown, and nothing else. */
export function ApproveAction({ plan }: { plan: PlanView }) {
  const t = useT();
  const { requestId, asksIdentity: isAsked, hash, way } = plan;
  const fetcher = useFetcher<Answer>();
  const [open, setOpen] = useState(false);
  const [checked, setChecked] = useState(false);
  const [isMissing, setIsMissing] = useState(false);
  const { chosen } = useChosenWay();
  const isOther = chosen !== null && chosen !== way;
  const cancel = () => setOpen(false);
  const check = (value: boolean) => {
    setChecked(value);
    setIsMissing(false);
  };
  const run = () => {
    setIsMissing(isAsked && !checked);
    if (isAsked && !checked) return;
    const sent = { intent: 'approve-plan', requestId, hash };
    fetcher.submit(checked ? { ...sent, identityChecked: 'on' } : sent, { method: 'post' });
    setOpen(false);
  };
  const mayApprove = useMay('plans.approve');
  const isBusy = fetcher.state !== 'idle';
  if (!mayApprove) return null;
  return (
    <BlockStack gap="200">
      <InlineStack>
        <Button variant="primary" loading={isBusy} disabled={isOther} onClick={() => setOpen(true)}>
          {t('Approve the plan')}
        </Button>
      </InlineStack>
      {isOther && (
        <p>
          {t(
            'You have marked another way below. Have the plan made that way first, or mark the one again that is planned.',
          )}
        </p>
      )}
      {!isBusy && <Refusal outcome={fetcher.data?.outcome} />}
      <Modal open={open} onHide={cancel} variant="small">
        <Box padding="400">
          <BlockStack gap="300">
            <Consequences plan={plan} />
            {isAsked && (
              <Checkbox
                label={t('I have checked that whoever asks is this person')}
                checked={checked}
                onChange={check}
                error={
                  isMissing &&
                  t('Confirm first that you have checked who asks: it would hit the wrong person.')
                }
              />
            )}
          </BlockStack>
        </Box>
        <TitleBar title={t('Approve this plan?')}>
          <button type="button" variant="primary" onClick={run}>
            {t('Approve')}
          </button>
          <button type="button" onClick={cancel}>
            {t('Cancel')}
          </button>
        </TitleBar>
      </Modal>
    </BlockStack>
  );
}

const MOVES = {
  'undo-plan': { label: 'Undo the approval' },
  'propose-again': { label: 'Read again and propose anew' },
} as const;

/** One move about a plan, that needs no second question. */
export function PlanMove({ requestId, move }: { requestId: string; move: keyof typeof MOVES }) {
  const t = useT();
  const fetcher = useFetcher<Answer>();
  const isBusy = fetcher.state !== 'idle';
  return (
    <BlockStack gap="200">
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value={move} />
        <input type="hidden" name="requestId" value={requestId} />
        <SubmitButton loading={isBusy}>{t(MOVES[move].label)}</SubmitButton>
      </fetcher.Form>
      {!isBusy && <Refusal outcome={fetcher.data?.outcome} />}
    </BlockStack>
  );
}
