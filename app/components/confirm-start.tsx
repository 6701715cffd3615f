import { Modal, TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Box, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { REQUEST_KINDS, type RequestKind, STAFF_KINDS } from '../core/request.ts';
import { say, sentences } from '../core/saying.ts';
import { useT } from './words.tsx';

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
  access: say('Privacy Desk gathers the data at once; nothing is sent to the person.'),
  rectification: say('You enter what is to be changed; nothing is changed before you approve it.'),
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
  const t = useT();
  const { candidate, busy, onConfirm, onCancel } = props;
  const [kind, setKind] = useState<RequestKind>('access');
  const open = candidate?.openRequests ?? [];
  const numbers = open.map((number) => `#${number}`).join(', ');
  return (
    <Modal open={candidate !== null} onHide={onCancel} variant="small">
      <Box padding="400">
        <BlockStack gap="200">
          <Text as="p" breakWord>
            {t('For {who}', { who: candidate?.who ?? '' })}
          </Text>
          {open.length > 0 && (
            <Text as="p" fontWeight="semibold">
              {t(
                '{count, plural, one {{numbers} is open for this customer already. Start another one only if they asked again.} other {{numbers} are open for this customer already. Start another one only if they asked again.}}',
                { count: open.length, numbers },
              )}
            </Text>
          )}
          <Select
            label={t('What they ask for')}
            options={KINDS.map(({ value, label }) => ({ value, label: t(label) }))}
            value={kind}
            onChange={(chosen) => setKind(chosen as RequestKind)}
            helpText={t(REQUEST_KINDS[kind].what)}
          />
          <Text as="p">
            {t(sentences('From now on the law gives you one month to answer.', FIRST[kind] ?? PLAN_FIRST))}
          </Text>
        </BlockStack>
      </Box>
      <TitleBar title={t('Start a request?')}>
        <button type="button" variant="primary" disabled={busy} onClick={() => onConfirm(kind)}>
          {t('Start request')}
        </button>
        <button type="button" onClick={onCancel}>
          {t('Cancel')}
        </button>
      </TitleBar>
    </Modal>
  );
}
