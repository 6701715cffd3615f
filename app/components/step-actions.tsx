import { InlineStack, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { SKIP_REASONS, type SkipReason } from '../core/partial-success.ts';
import { AskAccess } from './ask-access.tsx';
import { ConfirmedMove } from './confirm-move.tsx';
import { RetryAction } from './retry-action.tsx';
import type { StepLine } from './step-view.ts';
import { useT } from './words.tsx';

const REASONS = Object.entries(SKIP_REASONS).map(([value, { label }]) => ({ value, label }));

/** Leaves a step out, for a reason that goes on record. */
function SkipAction({ step }: { step: StepLine }) {
  const t = useT();
  const [reason, setReason] = useState<SkipReason>('done-by-hand');
  return (
    <ConfirmedMove
      label={t('Leave out')}
      about={step.title}
      title={t('Leave this step out?')}
      confirm={t('Leave out')}
      critical
      fields={{ intent: 'skip', stepId: step.id, reason }}
    >
      <Text as="p">
        {t(
          '{title}: what it has done so far stays done, the rest is not done by Privacy Desk. The other steps go on. The request says for good that this one was left out, and why.',
          { title: step.title },
        )}
      </Text>
      <Select
        label={t('Reason')}
        options={REASONS.map(({ value, label }) => ({ value, label: t(label) }))}
        value={reason}
        onChange={(chosen) => setReason(chosen as SkipReason)}
      />
    </ConfirmedMove>
  );
}

export type Colleague = { id: string; name: string };

/** Says who looks after a step. */
function HandOverAction({ step, staff }: { step: StepLine; staff: Colleague[] }) {
  const t = useT();
  const [to, setTo] = useState(step.owner?.id ?? '');
  return (
    <ConfirmedMove
      label={t('Hand over')}
      about={step.title}
      title={t('Hand this step over?')}
      confirm={t('Hand over')}
      fields={{ intent: 'hand-over', stepId: step.id, to }}
    >
      <Text as="p">
        {t('{title}: whoever looks after it is named on this page until it is done.', { title: step.title })}
      </Text>
      <Select
        label={t('Looked after by')}
        options={[
          { value: '', label: t('Nobody in particular') },
          ...staff.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={to}
        onChange={setTo}
      />
    </ConfirmedMove>
  );
}

/** What staff can do about one step, alone. */
export function StepActions({ step, staff }: { step: StepLine; staff: Colleague[] }) {
  const t = useT();
  const { id, state, planned, canSkip, scope } = step;
  const isUp = state === 'blocked' || (planned && state === 'postponed');
  if (state !== 'postponed' && !isUp && !canSkip) return null;
  return (
    <InlineStack gap="200">
      {state === 'postponed' && <RetryAction stepId={id} label={t('Try now')} />}
      {scope !== null && <AskAccess scope={scope} />}
      {state === 'blocked' && planned && <RetryAction stepId={id} label={t('Try again')} />}
      {isUp && staff.length > 0 && <HandOverAction step={step} staff={staff} />}
      {canSkip && <SkipAction step={step} />}
    </InlineStack>
  );
}
