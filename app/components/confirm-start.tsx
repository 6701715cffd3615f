import { Modal, TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Box, Text } from '@shopify/polaris';

/** Who a request is about to be started for. */
export interface Candidate {
  /** As the staff know them. */
  who: string;
  openRequests: number[];
  /** What the form sends. */
  fields: Record<string, string>;
}

/** Asks once more: from then on the law's clock runs. */
export function ConfirmStart(props: {
  candidate: Candidate | null;
  busy: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}) {
  const { candidate, busy, onConfirm, onCancel } = props;
  const open = candidate?.openRequests ?? [];
  const numbers = open.map((number) => `#${number}`).join(', ');
  return (
    <Modal open={candidate !== null} onHide={onCancel} variant="small">
      <Box padding="400">
        <BlockStack gap="200">
          <Text as="p" breakWord>
            For <b>{candidate?.who}</b>
          </Text>
          {open.length > 0 && (
            <Text as="p" fontWeight="semibold">
              {numbers} {open.length === 1 ? 'is' : 'are'} open for this customer already. Start another one
              only if they asked again.
            </Text>
          )}
          <Text as="p">
            From now on the law gives you one month to answer. Privacy Desk gathers the data at once; nothing
            is sent to the person.
          </Text>
        </BlockStack>
      </Box>
      <TitleBar title="Start an access request?">
        <button type="button" variant="primary" disabled={busy} onClick={onConfirm}>
          Start request
        </button>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </TitleBar>
    </Modal>
  );
}
