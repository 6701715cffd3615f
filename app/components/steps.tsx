import { BlockStack, Box, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { StepBadge } from './request-badges.tsx';
import { RetryAction } from './retry-action.tsx';
import type { StepLine } from './step-view.ts';

function Step({ step }: { step: StepLine }) {
  const { id, title, state, reason, share, text, detail } = step;
  const titleId = `step-${id}`;
  return (
    <BlockStack gap="200">
      <InlineStack align="space-between" gap="200" blockAlign="center">
        <Text as="h3" variant="bodyMd" fontWeight="medium" id={titleId}>
          {title}
        </Text>
        <StepBadge state={state} />
      </InlineStack>
      {share !== null && (
        <ProgressBar progress={share} size="small" ariaLabelledBy={titleId} animated={false} />
      )}
      {state === 'postponed' && <Text as="p">{reason}</Text>}
      <div aria-live="polite">
        <Text as="p" tone="subdued">
          {text}
        </Text>
      </div>
      {detail !== null && (
        <Text as="p" tone="subdued" variant="bodySm">
          {detail}
        </Text>
      )}
      {state === 'postponed' && <RetryAction stepId={id} label="Try now" />}
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
