import { Modal, TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Box, Select, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { REQUEST_KINDS, type RequestKind, STAFF_KINDS } from '../core/request.ts';
import { say, sentences } from '../core/saying.ts';
import { PlaceFields } from './deadline-actions.tsx';
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

/** What is known of a request beside whom it is about; texts as the fields hold them, empty = not known. */
export interface StartFields {
  kind: RequestKind;
  receivedOn: string;
  country: string;
  region: string;
}
const BEGINNING: StartFields = { kind: 'access', receivedOn: '', country: '', region: '' };

/** Asks once more: the law's clock runs from the day on which they asked. */
export function ConfirmStart(props: {
  candidate: Candidate | null;
  busy: boolean;
  /** ISO 3166 */
  countries: readonly string[];
  onConfirm: (fields: StartFields) => void;
  onCancel: () => void;
}) {
  const t = useT();
  const { candidate, busy, countries, onConfirm, onCancel } = props;
  const [fields, setFields] = useState(BEGINNING);
  const change = (some: Partial<StartFields>) => setFields({ ...fields, ...some });
  const { kind, receivedOn, country, region } = fields;
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
            onChange={(chosen) => change({ kind: chosen as RequestKind })}
            helpText={t(REQUEST_KINDS[kind].what)}
          />
          <TextField
            label={t('They asked on')}
            type="date"
            value={receivedOn}
            onChange={(day) => change({ receivedOn: day })}
            helpText={t('For a letter, a mail or a call of an earlier day; empty means today.')}
            autoComplete="off"
          />
          {candidate && (
            <PlaceFields countries={countries} country={country} region={region} onChange={change} />
          )}
          <Text as="p">
            {t(
              sentences(
                'The law counts from the day on which they asked; the request shows until when.',
                FIRST[kind] ?? PLAN_FIRST,
              ),
            )}
          </Text>
        </BlockStack>
      </Box>
      <TitleBar title={t('Start a request?')}>
        <button type="button" variant="primary" disabled={busy} onClick={() => onConfirm(fields)}>
          {t('Start request')}
        </button>
        <button type="button" onClick={onCancel}>
          {t('Cancel')}
        </button>
      </TitleBar>
    </Modal>
  );
}
