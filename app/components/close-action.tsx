import { useFetcher } from '@remix-run/react';
import type { RequestMove } from '../services/close-request.ts';
import { SubmitButton } from './submit-button.tsx';

const LABELS: Record<RequestMove, string> = { close: 'Mark as answered', reopen: 'Open again' };

/** Says that the person has the answer, or takes that back. */
export function CloseAction({ requestId, move }: { requestId: string; move: RequestMove }) {
  const fetcher = useFetcher();
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value={move} />
      <input type="hidden" name="requestId" value={requestId} />
      <SubmitButton loading={fetcher.state !== 'idle'}>{LABELS[move]}</SubmitButton>
    </fetcher.Form>
  );
}
