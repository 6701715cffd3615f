import { InlineStack, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { SKIP_REASONS, type SkipReason } from '../core/partial-success.ts';
import { AskAccess } from './ask-access.tsx';
import { ConfirmedMove } from './confirm-move.tsx';
import { RetryAction } from './retry-action.tsx';
import type { StepLine } from './step-view.ts';

const REASONS = Object.entries(SKIP_REASONS).map(([value, { label }]) => ({ value, label }));

/** Leaves a step out, for a reason that goes on record. */
function SkipAction({ step }: { step: StepLine }) {
  const [reason, setReason] = useState<SkipReason>('done-by-hand');
  return (
    <ConfirmedMove
      label="Leave out"
      about={step.title}
      title="Leave this step out?"
      confirm="Leave out"
      critical
      fields={{ intent: 'skip', stepId: step.id, reason }}
    >
      <Text as="p">
        {step.title}: what it has done so far stays done, the rest is not done by Privacy Desk. The other
        steps go on. The request says for good that this one was left out, and why.
      </Text>
      <Select
        label="Reason"
        options={REASONS}
        value={reason}
        onChange={(chosen) => setReason(chosen as SkipReason)}
      />
    </ConfirmedMove>
  );
}

export type Colleague = { id: string; name: string };
const NOBODY = { value: '', label: 'Nobody in particular' };

/** Says who looks after a step. */
function HandOverAction({ step, staff }: { step: StepLine; staff: Colleague[] }) {
  const [to, setTo] = useState(step.owner?.id ?? '');
  return (
    <ConfirmedMove
      label="Hand over"
      about={step.title}
      title="Hand this step over?"
      confirm="Hand over"
      fields={{ intent: 'hand-over', stepId: step.id, to }}
    >
      <Text as="p">{step.title}: whoever looks after it is named on this page until it is done.</Text>
      <Select
        label="Looked after by"
        options={[NOBODY, ...staff.map(({ id, name }) => ({ value: id, label: name }))]}
        value={to}
        onChange={setTo}
      />
    </ConfirmedMove>
  );
}

/** What staff can do about one step, alone. */
export function StepActions({ step, staff }: { step: StepLine; staff: Colleague[] }) {
  const { id, state, planned, canSkip, scope } = step;
  const isUp = state === 'blocked' || (planned && state === 'postponed');
  if (state !== 'postponed' && !isUp && !canSkip) return null;
  return (
    <InlineStack gap="200">
      {state === 'postponed' && <RetryAction stepId={id} label="Try now" />}
      {scope !== null && <AskAccess scope={scope} />}
      {state === 'blocked' && planned && <RetryAction stepId={id} label="Try again" />}
      {isUp && staff.length > 0 && <HandOverAction step={step} staff={staff} />}
      {canSkip && <SkipAction step={step} />}
    </InlineStack>
  );
}
