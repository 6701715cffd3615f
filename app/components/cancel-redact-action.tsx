import { useFetcher } from '@remix-run/react';
import { Modal, TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Box, Button, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import { say } from '../core/saying.ts';
import { useMay } from './may.tsx';
import { useT } from './words.tsx';

interface Answer {
  outcome: string;
  message?: string;
}

function refusalText({ outcome, message }: Answer): string | null {
  if (outcome === 'not-there')
    return say(
      'There is nothing left to cancel: it was cancelled already, or Shopify has erased. Reload the page to see which.',
    );
  if (outcome === 'failed') return message ?? null;
  return null;
}

/** Has Shopify stop an erasure that it has not begun; asks once more first. */
export function CancelRedactAction({ requestId }: { requestId: string }) {
  const t = useT();
  const fetcher = useFetcher<Answer>();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const run = () => {
    fetcher.submit({ intent: 'cancel-redact', requestId }, { method: 'post' });
    close();
  };
  const mayCancel = useMay('plans.approve');
  const refusal = fetcher.data && fetcher.state === 'idle' ? refusalText(fetcher.data) : null;
  if (!mayCancel) return null;
  return (
    <BlockStack gap="200">
      <InlineStack>
        <Button tone="critical" loading={fetcher.state !== 'idle'} onClick={() => setOpen(true)}>
          {t('Cancel the erasure at Shopify')}
        </Button>
      </InlineStack>
      {refusal && (
        <Banner tone="critical">
          <p>{t(refusal)}</p>
        </Banner>
      )}
      <Modal open={open} onHide={close} variant="small">
        <Box padding="400">
          <BlockStack gap="300">
            <Text as="p">
              {t(
                'Shopify is told not to erase this customer, and whatever else is still to come of the plan is stopped. What was done already stays done.',
              )}
            </Text>
            <Text as="p">
              {t(
                'The request stays open with its dates: a new plan is proposed for your approval, so that the person gets an answer.',
              )}
            </Text>
          </BlockStack>
        </Box>
        <TitleBar title={t('Cancel the erasure at Shopify?')}>
          <button type="button" variant="primary" tone="critical" onClick={run}>
            {t('Cancel the erasure')}
          </button>
          <button type="button" onClick={close}>
            {t('Let it go on')}
          </button>
        </TitleBar>
      </Modal>
    </BlockStack>
  );
}
