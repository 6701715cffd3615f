import { useFetcher } from '@remix-run/react';
import { Modal, TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Box, Button, InlineStack, List, Text } from '@shopify/polaris';
import { useState } from 'react';
import { say } from '../core/saying.ts';
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

/** What follows, before it follows. */
function Consequences({ plan }: { plan: PlanView }) {
  const t = useT();
  const { changes, operations, wouldUndo } = plan;
  return (
    <BlockStack gap="300">
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
        {wouldUndo === null
          ? t('It begins at once.')
          : t(
              'You can undo the approval until {wouldUndo}; until then nothing is changed anywhere. What is erased after that cannot be brought back.',
              { wouldUndo },
            )}
      </Text>
    </BlockStack>
  );
}

/** Approves what is shown, and nothing else. */
export function ApproveAction({ plan }: { plan: PlanView }) {
  const t = useT();
  const { requestId, hash } = plan;
  const fetcher = useFetcher<Answer>();
  const [open, setOpen] = useState(false);
  const cancel = () => setOpen(false);
  const run = () => {
    fetcher.submit({ intent: 'approve-plan', requestId, hash }, { method: 'post' });
    setOpen(false);
  };
  const mayApprove = useMay('plans.approve');
  const isBusy = fetcher.state !== 'idle';
  if (!mayApprove) return null;
  return (
    <BlockStack gap="200">
      <InlineStack>
        <Button variant="primary" loading={isBusy} onClick={() => setOpen(true)}>
          {t('Approve the plan')}
        </Button>
      </InlineStack>
      {!isBusy && <Refusal outcome={fetcher.data?.outcome} />}
      <Modal open={open} onHide={cancel} variant="small">
        <Box padding="400">
          <Consequences plan={plan} />
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
