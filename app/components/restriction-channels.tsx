import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Card, ChoiceList, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import { CHANNEL_NAMES, CHANNELS, withdrawalOf } from '../core/restriction.ts';
import { type Saying, say, sentences } from '../core/saying.ts';
import { useMay } from './may.tsx';
import type { RequestView } from './request-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

interface Answer {
  intent: string;
  outcome: string;
  message?: string;
}

const REFUSALS: Record<string, string> = {
  'nothing-chosen': say('Choose at least one channel. The plan stays as it is.'),
  'not-there': say('The plan was approved in the meantime and stays as it is. Undo the approval first.'),
};
const refusalText = ({ outcome, message }: Answer): Saying | null =>
  outcome === 'failed'
    ? sentences(message ?? '', 'The plan stays as it is; try again.')
    : (REFUSALS[outcome] ?? null);

/** What is planned now: some channels, or else everything. */
function plannedChannels({ plan }: RequestView): string[] {
  const some = CHANNEL_NAMES.filter((channel) => plan?.reasons.includes(withdrawalOf(channel)));
  return some.length > 0 ? some : [...CHANNEL_NAMES];
}

const CHOICES = CHANNEL_NAMES.map((value) => ({ value, label: CHANNELS[value].label }));

/** The person may object to everything, or withdraw their consent to one channel alone: the plan is made anew for it. */
export function RestrictionChannels({ request }: { request: RequestView }) {
  const t = useT();
  const { id, kind, state } = request;
  const fetcher = useFetcher<Answer>();
  const [chosen, setChosen] = useState(() => plannedChannels(request));
  const mayChoose = useMay('requests.handle');
  if (kind !== 'objection' || state !== 'planned' || !mayChoose) return null;
  const refusal = fetcher.data && fetcher.state === 'idle' ? refusalText(fetcher.data) : null;
  return (
    <Card>
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value="choose-channels" />
        <input type="hidden" name="requestId" value={id} />
        <input type="hidden" name="channels" value={chosen.join(',')} />
        <BlockStack gap="300">
          <Text as="h2" variant="headingSm">
            {t('What the person no longer wants')}
          </Text>
          <ChoiceList
            title={t('Marketing by')}
            allowMultiple
            choices={CHOICES.map(({ value, label }) => ({ value, label: t(label) }))}
            selected={chosen}
            onChange={setChosen}
          />
          <Text as="p" tone="subdued">
            {t(
              'With all of them the whole objection is planned, with its mark for segments and Flow. With some, only the consent to these is withdrawn; the others stay as they are.',
            )}
          </Text>
          {refusal && (
            <Banner tone="critical">
              <p>{t(refusal)}</p>
            </Banner>
          )}
          <InlineStack>
            <SubmitButton loading={fetcher.state !== 'idle'}>{t('Make the plan anew')}</SubmitButton>
          </InlineStack>
        </BlockStack>
      </fetcher.Form>
    </Card>
  );
}
