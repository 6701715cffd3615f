import { useFetcher } from '@remix-run/react';
import { SubmitButton } from './submit-button.tsx';

/** What a member of staff may do with an answer, beside downloading it; the keys are the page's intents. */
const MOVES = {
  begin: 'Approve and begin',
  close: 'Mark as answered',
  reopen: 'Open again',
  'gather-again': 'Gather again',
  'keep-shop': 'Keep everything',
} as const;
export type Move = keyof typeof MOVES;

/** One move of a request as a button: the page's action carries it out. */
export function MoveAction({ requestId, move }: { requestId: string; move: Move }) {
  const fetcher = useFetcher();
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value={move} />
      <input type="hidden" name="requestId" value={requestId} />
      <SubmitButton loading={fetcher.state !== 'idle'}>{MOVES[move]}</SubmitButton>
    </fetcher.Form>
  );
}
