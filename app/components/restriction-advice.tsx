import { useFetcher } from '@remix-run/react';
import { Modal, TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Box, Button, InlineStack, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { isWithdrawal } from '../core/restriction.ts';
import { rowText, type Saying, say, sentences } from '../core/saying.ts';
import { useMay } from './may.tsx';
import type { RequestView } from './request-view.ts';
import { suppressedText } from './restriction-badges.tsx';
import { Reason, RetryAction } from './retry-action.tsx';
import { useT } from './words.tsx';

interface Answer {
  outcome: string;
  message?: string;
}

const REFUSALS: Record<string, string> = {
  'day-unusable': say(
    'The day lies before the restriction began, or is still to come. Nothing was changed. Enter the day on which you told the person.',
  ),
  'not-there': say('The restriction does not stand any more. Nothing was changed; reload the page.'),
};

function refusalText({ outcome, message }: Answer): Saying | null {
  if (outcome === 'failed') return sentences(message ?? '', 'Nothing was changed; try again.');
  return REFUSALS[outcome] ?? null;
}

/** Ends a restriction, after the person was told (Art. 18(3)). */
export function LiftAction({ requestId }: { requestId: string }) {
  const t = useT();
  const fetcher = useFetcher<Answer>();
  const [open, setOpen] = useState(false);
  const [toldOn, setToldOn] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const enter = (day: string) => {
    setToldOn(day);
    setIsMissing(false);
  };
  const cancel = () => setOpen(false);
  const run = () => {
    setIsMissing(toldOn === '');
    if (toldOn === '') return;
    fetcher.submit({ intent: 'lift-restriction', requestId, toldOn }, { method: 'post' });
    setOpen(false);
  };
  const mayLift = useMay('requests.handle');
  const refusal = fetcher.data && fetcher.state === 'idle' ? refusalText(fetcher.data) : null;
  if (!mayLift) return null;
  return (
    <BlockStack gap="200">
      <InlineStack>
        <Button loading={fetcher.state !== 'idle'} onClick={() => setOpen(true)}>
          {t('Lift the restriction')}
        </Button>
      </InlineStack>
      {refusal && (
        <Banner tone="critical">
          <p>{t(refusal)}</p>
        </Banner>
      )}
      <Modal open={open} onHide={cancel} variant="small">
        <Box padding="400">
          <BlockStack gap="300">
            <Text as="p">
              {t(
                'The law wants the person to be told before the restriction is lifted. Tell them first, then enter the day here: it goes on record.',
              )}
            </Text>
            <TextField
              label={t('The person was told on')}
              type="date"
              value={toldOn}
              onChange={enter}
              autoComplete="off"
              error={isMissing ? t('Enter the day on which you told the person.') : undefined}
            />
            <Text as="p" tone="subdued">
              {t(
                'A plan is proposed that takes the mark away. Marketing stays off: only the person can consent again.',
              )}
            </Text>
          </BlockStack>
        </Box>
        <TitleBar title={t('Lift the restriction?')}>
          <button type="button" variant="primary" onClick={run}>
            {t('Propose lifting')}
          </button>
          <button type="button" onClick={cancel}>
            {t('Cancel')}
          </button>
        </TitleBar>
      </Modal>
    </BlockStack>
  );
}

const STANDS: Record<string, { title: string; text: string }> = {
  restriction: {
    title: 'The restriction stands',
    text: 'The data is kept and not used: marketing is off, the record is marked for segments and Flow, and the person is on the suppression list.',
  },
  objection: {
    title: 'The objection stands',
    text: 'Marketing is off, the record is marked for segments and Flow, and the person is on the suppression list. It is not lifted by staff: it ends only by a new consent that the person gives by themselves.',
  },
  'opt-out': {
    title: 'The opt-out of sale stands',
    text: 'Shopify and the suppression list have it on record. An opt-out cannot be taken back from here; under Californian law do not ask the person to opt in again for 12 months.',
  },
};
const WITHDRAWN = {
  title: 'The consent is withdrawn',
  text: 'It is off in Shopify, and the person is on the suppression list for it; other channels stay as they were. It ends only by a new consent that the person gives by themselves.',
};
const TELL =
  'Tell the person that it is done, and everybody to whom you passed the data on, where that is not out of proportion.';
const BEFORE_LIFTING = 'Before you lift it, tell the person.';

const ofChannel = ({ reason }: { reason: string }): boolean => isWithdrawal(reason);

/** What comes next with a restriction, an objection or an opt-out, while nothing is planned and after it took effect. */
export function restrictionAdvice(request: RequestView) {
  const { id, kind, state, suppressed, blocked } = request;
  if (STANDS[kind] === undefined) return null;
  const isUnplanned = state === 'received' || state === 'gathering';
  if (isUnplanned && blocked.length > 0)
    return {
      tone: 'critical' as const,
      title: 'The plan could not be made',
      text: 'Nothing was changed in Shopify. Mend the cause, then try again.',
      action: blocked.map(({ id: stepId, reason }) => (
        <BlockStack gap="200" key={stepId} inlineAlign="start">
          <Reason text={reason} />
          <RetryAction stepId={stepId} />
        </BlockStack>
      )),
    };
  if (isUnplanned)
    return {
      tone: 'info' as const,
      title: 'A plan is being made',
      text: 'Privacy Desk reads in Shopify what is on. There is nothing for you to do now; the plan then waits here for your approval.',
    };
  if (state !== 'closed') return null;
  const whole = suppressed.filter(({ reason }) => reason === kind);
  const entries = whole.length > 0 || kind !== 'objection' ? whole : suppressed.filter(ofChannel);
  if (entries.length === 0)
    return {
      tone: 'info' as const,
      title: kind === 'restriction' ? 'The restriction is lifted' : 'This request is closed',
      text:
        kind === 'restriction'
          ? 'Marketing stays off until the person consents again. When it began and ended stays on record below.'
          : 'Nothing stands on the suppression list for it.',
    };
  const { title, text } = whole.length > 0 ? STANDS[kind] : WITHDRAWN;
  return {
    tone: 'success' as const,
    title,
    text: sentences(
      say('{entries}.', { entries: rowText(entries.map(suppressedText)) }),
      text,
      kind === 'opt-out' ? '' : TELL,
      kind === 'restriction' ? BEFORE_LIFTING : '',
    ),
    action: kind === 'restriction' ? <LiftAction requestId={id} /> : undefined,
  };
}
