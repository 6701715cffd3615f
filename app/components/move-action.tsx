import { useFetcher } from '@remix-run/react';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

/** What a member of staff may do with an answer, beside downloading it; the keys are the page's intents. */
export const MOVES = {
  begin: { label: 'Approve and begin' },
  close: { label: 'Mark as answered' },
  reopen: { label: 'Open again' },
  'gather-again': { label: 'Gather again' },
  'keep-shop': { label: 'Keep everything' },
} as const;
export type Move = keyof typeof MOVES;

/** One move of a request as a button: the page's action carries it out. */
export function MoveAction({ requestId, move }: { requestId: string; move: Move }) {
  const t = useT();
  const fetcher = useFetcher();
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value={move} />
      <input type="hidden" name="requestId" value={requestId} />
      <SubmitButton loading={fetcher.state !== 'idle'}>{t(MOVES[move].label)}</SubmitButton>
    </fetcher.Form>
  );
}
