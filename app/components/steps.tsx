import { BlockStack, Box, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { stepTitle } from '../core/audit-text.ts';
import { StepBadge } from './request-badges.tsx';

export interface StepLine {
  id: string;
  store: string;
  operation: string;
  state: string;
  reason: string | null;
  records: number;
  counted: number;
  expected: number | null;
}

const number = (value: number): string => value.toLocaleString('en-US');

/** How far a step is, in words. */
function progressText({ state, records, counted, expected }: StepLine): string {
  if (state === 'blocked') return `Stopped after ${number(records)} ${records === 1 ? 'record' : 'records'}`;
  if (state === 'done') return `${number(records)} ${records === 1 ? 'record' : 'records'} gathered`;
  if (expected !== null) return `Orders gathered: ${number(counted)} of ${number(expected)}`;
  if (state === 'pending') return 'Waiting for its turn';
  return records === 0 ? 'Looking for the person' : `${number(records)} records so far`;
}

function Step({ step }: { step: StepLine }) {
  const { id, store, operation, state, expected, counted } = step;
  const titleId = `step-${id}`;
  const share = expected === null || expected === 0 ? 0 : Math.min(100, (counted / expected) * 100);
  return (
    <BlockStack gap="200">
      <InlineStack align="space-between" gap="200" blockAlign="center">
        <Text as="h3" variant="bodyMd" fontWeight="medium" id={titleId}>
          {stepTitle(store, operation)}
        </Text>
        <StepBadge state={state} />
      </InlineStack>
      {state !== 'done' && expected !== null && (
        <ProgressBar progress={share} size="small" ariaLabelledBy={titleId} animated={false} />
      )}
      <div aria-live="polite">
        <Text as="p" tone="subdued">
          {progressText(step)}
        </Text>
      </div>
    </BlockStack>
  );
}

/** The work on a request, one entry per step. */
export function Steps({ steps }: { steps: StepLine[] }) {
  if (steps.length === 0) return null;
  const done = steps.filter(({ state }) => state === 'done').length;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingSm">
          Progress: {done} of {steps.length} {steps.length === 1 ? 'step' : 'steps'} done
        </Text>
        {steps.map((step) => (
          <Box key={step.id}>
            <Step step={step} />
          </Box>
        ))}
      </BlockStack>
    </Card>
  );
}
