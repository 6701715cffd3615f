import { BlockStack, Box, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { StepBadge } from './request-badges.tsx';
import { type Colleague, StepActions } from './step-actions.tsx';
import type { StepLine } from './step-view.ts';

/** Who has to do something about a step that waits for a person. */
const ownerText = ({ state, owner }: StepLine): string | null => {
  if (owner !== null) return `Looked after by ${owner.name}`;
  return state === 'blocked' ? 'Waits for you or a colleague: nobody in particular looks after it' : null;
};

function Step({ step, staff }: { step: StepLine; staff: Colleague[] }) {
  const { id, title, state, reason, share, text, detail } = step;
  const titleId = `step-${id}`;
  const owner = ownerText(step);
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
      {(state === 'postponed' || (state === 'blocked' && step.planned)) && <Text as="p">{reason}</Text>}
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
      {owner !== null && (
        <Text as="p" tone="subdued" variant="bodySm">
          {owner}
        </Text>
      )}
      <StepActions step={step} staff={staff} />
    </BlockStack>
  );
}

/** Honestly: what was left out was not done. */
export function progressText(steps: StepLine[]): string {
  const of = (state: string) => steps.filter((step) => step.state === state).length;
  const skipped = of('skipped');
  const done = `${of('done')} of ${steps.length} ${steps.length === 1 ? 'step' : 'steps'} done`;
  return skipped === 0 ? done : `${done}, ${skipped} left out`;
}

/** The work on a request, one entry per step. */
export function Steps({ steps, staff }: { steps: StepLine[]; staff: Colleague[] }) {
  if (steps.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingSm">
          Progress: {progressText(steps)}
        </Text>
        {steps.map((step) => (
          <Box key={step.id}>
            <Step step={step} staff={staff} />
          </Box>
        ))}
      </BlockStack>
    </Card>
  );
}
