import { useFetcher } from '@remix-run/react';
import { Modal, TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Box, Button, Select } from '@shopify/polaris';
import { useState } from 'react';
import { dayText } from '../core/date-text.ts';
import { DELAY_REASONS } from '../core/law/deadline-change.ts';
import { type Saying, say } from '../core/saying.ts';
import { useMay } from './may.tsx';
import { useT } from './words.tsx';

interface Answer {
  outcome: string;
  from?: string;
  to?: string;
  noticeDue?: string;
}

const REFUSALS: Record<string, { text: string }> = {
  later: {
    text: 'With this the request would be due on {to} instead of {from}. Nothing was changed. If that is right, choose why the date may move later.',
  },
  'too-late': {
    text: 'The first period ended on {notice}: until then the person had to be told. Nothing was changed. Answer as soon as you can.',
  },
  'not-open': {
    text: 'The request is answered or closed, so its dates stay. Nothing was changed.',
  },
  none: { text: 'The law that applies lets nothing be extended. Nothing was changed.' },
  'extended-already': { text: 'The period was extended before, and can be only once. Nothing was changed.' },
  'day-unusable': {
    text: 'These days do not fit together, or lie in the future or more than a year back. Nothing was changed. Check what you entered.',
  },
  'residence-unusable': { text: 'Choose a country of the list. Nothing was changed.' },
  unusable: { text: 'Something is missing or not a day. Nothing was changed. Check what you entered.' },
};

function refusalText({ outcome, from = '', to = '', noticeDue = '' }: Answer): Saying | null {
  const row = REFUSALS[outcome];
  if (row === undefined) return null;
  return say(row.text, { from: dayText(from), to: dayText(to), notice: dayText(noticeDue) });
}

/** What staff answer for where a date may move later. */
export function DelayField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useT();
  return (
    <Select
      label={t('If the date moves later: why')}
      options={[
        { value: '', label: t('It must not move later') },
        ...Object.entries(DELAY_REASONS).map(([value, { label }]) => ({ value, label: t(label) })),
      ]}
      value={value}
      onChange={onChange}
      helpText={t('The reason goes on record, with the old and the new date.')}
    />
  );
}

/** A button whose form moves a request's dates; what was refused is said below it. */
export function DeadlineAct(props: {
  label: string;
  title: string;
  confirm: string;
  fields: Record<string, string>;
  disabled?: boolean;
  children: React.ReactNode;
}) {
  const t = useT();
  const { label, title, confirm, fields, disabled = false, children } = props;
  const mayDo = useMay('requests.handle');
  const fetcher = useFetcher<Answer>();
  const [open, setOpen] = useState(false);
  const cancel = () => setOpen(false);
  const run = () => {
    fetcher.submit(fields, { method: 'post' });
    setOpen(false);
  };
  const refusal = fetcher.data && fetcher.state === 'idle' ? refusalText(fetcher.data) : null;
  if (!mayDo) return null;
  return (
    <BlockStack gap="200">
      <div>
        <Button loading={fetcher.state !== 'idle'} disabled={disabled} onClick={() => setOpen(true)}>
          {t(label)}
        </Button>
      </div>
      {refusal && (
        <Banner tone="critical">
          <p>{t(refusal)}</p>
        </Banner>
      )}
      <Modal open={open} onHide={cancel} variant="small">
        <Box padding="400">
          <BlockStack gap="300">{open && children}</BlockStack>
        </Box>
        <TitleBar title={t(title)}>
          <button type="button" variant="primary" onClick={run}>
            {t(confirm)}
          </button>
          <button type="button" onClick={cancel}>
            {t('Cancel')}
          </button>
        </TitleBar>
      </Modal>
    </BlockStack>
  );
}
