import { BlockStack, Box, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { type Saying, say } from '../core/saying.ts';
import { StepBadge } from './request-badges.tsx';
import { type Colleague, StepActions } from './step-actions.tsx';
import type { StepLine } from './step-view.ts';
import { useT } from './words.tsx';

/** Who has to do something about a step that waits for a person. */
const ownerText = ({ state, owner }: StepLine): Saying | null => {
  if (owner !== null) return say('Looked after by {name}', { name: owner.name });
  return state === 'blocked'
    ? say('Waits for you or a colleague: nobody in particular looks after it')
    : null;
};

function Step({ step, staff }: { step: StepLine; staff: Colleague[] }) {
  const { id, title, state, reason, share, text, detail } = step;
  const titleId = `step-${id}`;
  const owner = ownerText(step);
  const t = useT();
  return (
    <BlockStack gap="200">
      <InlineStack align="space-between" gap="200" blockAlign="center">
        <Text as="h3" variant="bodyMd" fontWeight="medium" id={titleId}>
          {t(title)}
        </Text>
        <StepBadge state={state} />
      </InlineStack>
      {share !== null && (
        <ProgressBar progress={share} size="small" ariaLabelledBy={titleId} animated={false} />
      )}
      {(state === 'postponed' || (state === 'blocked' && step.planned)) && (
        <Text as="p">{t(reason ?? '')}</Text>
      )}
      <div aria-live="polite">
        <Text as="p" tone="subdued">
          {t(text)}
        </Text>
      </div>
      {detail !== null && (
        <Text as="p" tone="subdued" variant="bodySm">
          {t(detail)}
        </Text>
      )}
      {owner !== null && (
        <Text as="p" tone="subdued" variant="bodySm">
          {t(owner)}
        </Text>
      )}
      <StepActions step={step} staff={staff} />
    </BlockStack>
  );
}

/** Honestly: what was left out was not done. */
export function progressText(steps: StepLine[]): Saying {
  const of = (state: string) => steps.filter((step) => step.state === state).length;
  const skipped = of('skipped');
  const done = say('{done, number} of {total, plural, one {# step} other {# steps}} done', {
    done: of('done'),
    total: steps.length,
  });
  return skipped === 0 ? done : say('{done}, {skipped, number} left out', { done, skipped });
}

/** The work on a request, one entry per step. */
export function Steps({ steps, staff }: { steps: StepLine[]; staff: Colleague[] }) {
  const t = useT();
  if (steps.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingSm">
          {t('Progress: {steps}', { steps: progressText(steps) })}
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
