import { useFetcher } from '@remix-run/react';
import { Modal, TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Box, Button, InlineStack, List, Text } from '@shopify/polaris';
import { useState } from 'react';
import type { PlanView } from './plan-view.ts';
import { SubmitButton } from './submit-button.tsx';

interface Answer {
  outcome: string;
}

const REFUSALS: Record<string, string> = {
  changed: 'The plan has changed since this page showed it. Nothing was approved: look at it again, below.',
  begun:
    'The plan has begun and cannot be undone any more. What is still to come can be left out, step by step.',
  'shopify-asked':
    'Shopify has been asked to erase this customer already. Cancel that first, below; then a new plan is proposed by itself.',
  'not-there': 'Somebody else was faster. Nothing was changed by you; this page shows how it stands now.',
};

/** Why nothing was done; said where it was to be done. */
function Refusal({ outcome }: { outcome: string | undefined }) {
  const words = REFUSALS[outcome ?? ''];
  return words === undefined ? null : (
    <Banner tone="warning">
      <p>{words}</p>
    </Banner>
  );
}

const count = (value: number, one: string, many: string): string =>
  `${value.toLocaleString('en-US')} ${value === 1 ? one : many}`;

/** What follows, before it follows. */
function Consequences({ plan }: { plan: PlanView }) {
  const { changes, operations, wouldUndo } = plan;
  return (
    <BlockStack gap="300">
      {changes.total > 0 && (
        <Text as="p">
          {count(changes.total, 'change', 'changes')} in Shopify, each exactly as the plan shows it. A record
          that is different by then is left alone, and you are asked again.
        </Text>
      )}
      <List>
        {operations.map(({ key, title, when }) => (
          <List.Item key={key}>
            {title}: {when.charAt(0).toLowerCase() + when.slice(1)}
          </List.Item>
        ))}
      </List>
      <Text as="p" fontWeight="semibold">
        {wouldUndo === null
          ? 'It begins at once.'
          : `You can undo the approval until ${wouldUndo}; until then nothing is changed anywhere. What is erased after that cannot be brought back.`}
      </Text>
    </BlockStack>
  );
}

/** Approves what is shown, and nothing else. */
export function ApproveAction({ plan }: { plan: PlanView }) {
  const { requestId, hash } = plan;
  const fetcher = useFetcher<Answer>();
  const [open, setOpen] = useState(false);
  const cancel = () => setOpen(false);
  const run = () => {
    fetcher.submit({ intent: 'approve-plan', requestId, hash }, { method: 'post' });
    setOpen(false);
  };
  const isBusy = fetcher.state !== 'idle';
  return (
    <BlockStack gap="200">
      <InlineStack>
        <Button variant="primary" loading={isBusy} onClick={() => setOpen(true)}>
          Approve the plan
        </Button>
      </InlineStack>
      {!isBusy && <Refusal outcome={fetcher.data?.outcome} />}
      <Modal open={open} onHide={cancel} variant="small">
        <Box padding="400">
          <Consequences plan={plan} />
        </Box>
        <TitleBar title="Approve this plan?">
          <button type="button" variant="primary" onClick={run}>
            Approve
          </button>
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        </TitleBar>
      </Modal>
    </BlockStack>
  );
}

const MOVES = {
  'undo-plan': 'Undo the approval',
  'propose-again': 'Read again and propose anew',
} as const;

/** One move about a plan, that needs no second question. */
export function PlanMove({ requestId, move }: { requestId: string; move: keyof typeof MOVES }) {
  const fetcher = useFetcher<Answer>();
  const isBusy = fetcher.state !== 'idle';
  return (
    <BlockStack gap="200">
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value={move} />
        <input type="hidden" name="requestId" value={requestId} />
        <SubmitButton loading={isBusy}>{MOVES[move]}</SubmitButton>
      </fetcher.Form>
      {!isBusy && <Refusal outcome={fetcher.data?.outcome} />}
    </BlockStack>
  );
}
