import { Badge, type BadgeProps, InlineStack } from '@shopify/polaris';
import type { DueText, Urgency } from '../core/date-text.ts';
import type { RequestState, StepState } from '../core/request.ts';
import { stateLabel, stepStateLabel } from './request-words.ts';
import { useT } from './words.tsx';

type Look = Pick<BadgeProps, 'tone' | 'progress'>;

const STATE_LOOKS: Record<RequestState, Look> = {
  received: { tone: 'attention', progress: 'incomplete' },
  gathering: { tone: 'info', progress: 'partiallyComplete' },
  ready: { tone: 'attention', progress: 'partiallyComplete' },
  releasing: { tone: 'info', progress: 'partiallyComplete' },
  released: { tone: 'success', progress: 'complete' },
  planned: { tone: 'attention', progress: 'partiallyComplete' },
  approved: { tone: 'info', progress: 'partiallyComplete' },
  'carrying-out': { tone: 'info', progress: 'partiallyComplete' },
  erasing: { tone: 'info', progress: 'partiallyComplete' },
  closed: { progress: 'complete' },
};
const STEP_LOOKS: Record<StepState | 'postponed' | 'scheduled', Look> = {
  pending: { progress: 'incomplete' },
  running: { tone: 'info', progress: 'partiallyComplete' },
  postponed: { tone: 'warning', progress: 'partiallyComplete' },
  scheduled: { progress: 'incomplete' },
  blocked: { tone: 'critical' },
  done: { tone: 'success', progress: 'complete' },
  skipped: { progress: 'complete' },
  stopped: { progress: 'partiallyComplete' },
};
const lookIn = (looks: Record<string, Look>, state: string): Look => looks[state] ?? {};

/** Where a request stands, and loudly that a step waits for a person. */
export function StateBadges({ state, blocked }: { state: string; blocked: boolean }) {
  const t = useT();
  return (
    <InlineStack gap="100">
      <Badge {...lookIn(STATE_LOOKS, state)}>{t(stateLabel(state))}</Badge>
      {blocked && <Badge tone="critical">{t('Blocked')}</Badge>}
    </InlineStack>
  );
}

export function StepBadge({ state }: { state: string }) {
  const t = useT();
  return <Badge {...lookIn(STEP_LOOKS, state)}>{t(stepStateLabel(state))}</Badge>;
}

const URGENCY_TONES: Record<Urgency, BadgeProps['tone']> = {
  overdue: 'critical-strong',
  soon: 'warning',
  later: undefined,
};

/** When a request is due; quiet while there is time. */
export function DueBadge({ due }: { due: DueText }) {
  const t = useT();
  return <Badge tone={URGENCY_TONES[due.urgency]}>{capitalised(t(due.text))}</Badge>;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
