import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Card, ChoiceList, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import { CHANNEL_NAMES, CHANNELS, withdrawalOf } from '../core/restriction.ts';
import type { RequestView } from './request-view.ts';
import { SubmitButton } from './submit-button.tsx';

interface Answer {
  intent: string;
  outcome: string;
  message?: string;
}

const REFUSALS: Record<string, string> = {
  'nothing-chosen': 'Choose at least one channel. The plan stays as it is.',
  'not-there': 'The plan was approved in the meantime and stays as it is. Undo the approval first.',
};
const refusalText = ({ outcome, message }: Answer): string | null =>
  outcome === 'failed' ? `${message ?? ''} The plan stays as it is; try again.` : (REFUSALS[outcome] ?? null);

/** What is planned now: some channels, or else everything. */
function plannedChannels({ plan }: RequestView): string[] {
  const some = CHANNEL_NAMES.filter((channel) => plan?.reasons.includes(withdrawalOf(channel)));
  return some.length > 0 ? some : [...CHANNEL_NAMES];
}

const CHOICES = CHANNEL_NAMES.map((value) => ({ value, label: CHANNELS[value].label }));

/** The person may object to everything, or withdraw their consent to one channel alone: the plan is made anew for it. */
export function RestrictionChannels({ request }: { request: RequestView }) {
  const { id, kind, state } = request;
  const fetcher = useFetcher<Answer>();
  const [chosen, setChosen] = useState(() => plannedChannels(request));
  if (kind !== 'objection' || state !== 'planned') return null;
  const refusal = fetcher.data && fetcher.state === 'idle' ? refusalText(fetcher.data) : null;
  return (
    <Card>
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value="choose-channels" />
        <input type="hidden" name="requestId" value={id} />
        <input type="hidden" name="channels" value={chosen.join(',')} />
        <BlockStack gap="300">
          <Text as="h2" variant="headingSm">
            What the person no longer wants
          </Text>
          <ChoiceList
            title="Marketing by"
            allowMultiple
            choices={CHOICES}
            selected={chosen}
            onChange={setChosen}
          />
          <Text as="p" tone="subdued">
            With all of them the whole objection is planned, with its mark for segments and Flow. With some,
            only the consent to these is withdrawn; the others stay as they are.
          </Text>
          {refusal && (
            <Banner tone="critical">
              <p>{refusal}</p>
            </Banner>
          )}
          <InlineStack>
            <SubmitButton loading={fetcher.state !== 'idle'}>Make the plan anew</SubmitButton>
          </InlineStack>
        </BlockStack>
      </fetcher.Form>
    </Card>
  );
}
