import { Modal, TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Box, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { REQUEST_KINDS, type RequestKind, STAFF_KINDS } from '../core/request.ts';

/** Who a request is about to be started for. */
export interface Candidate {
  /** As the staff know them. */
  who: string;
  openRequests: number[];
  /** What the form sends. */
  fields: Record<string, string>;
}

const KINDS = STAFF_KINDS.map((value) => ({ value, label: REQUEST_KINDS[value].label }));

/** What happens first, once it is started. */
const FIRST: Record<string, string> = {
  access: 'Privacy Desk gathers the data at once; nothing is sent to the person.',
  rectification: 'You enter what is to be changed; nothing is changed before you approve it.',
};
const PLAN_FIRST =
  'Privacy Desk reads what Shopify holds and makes a plan; nothing is changed before you approve it.';

/** Asks once more: from then on the law's clock runs. */
export function ConfirmStart(props: {
  candidate: Candidate | null;
  busy: boolean;
  onConfirm: (kind: RequestKind) => void;
  onCancel: () => void;
}) {
  const { candidate, busy, onConfirm, onCancel } = props;
  const [kind, setKind] = useState<RequestKind>('access');
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
          <Select
            label="What they ask for"
            options={KINDS}
            value={kind}
            onChange={(chosen) => setKind(chosen as RequestKind)}
            helpText={REQUEST_KINDS[kind].what}
          />
          <Text as="p">From now on the law gives you one month to answer. {FIRST[kind] ?? PLAN_FIRST}</Text>
        </BlockStack>
      </Box>
      <TitleBar title="Start a request?">
        <button type="button" variant="primary" disabled={busy} onClick={() => onConfirm(kind)}>
          Start request
        </button>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </TitleBar>
    </Modal>
  );
}
