import { useFetcher } from '@remix-run/react';
import { say } from '../core/saying.ts';
import type { RedactionLine } from './review-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useReviewPath } from './use-review-path.ts';
import { useT } from './words.tsx';

/** Puts something back that was left out; nothing was lost, so nothing is asked. */
export function PutBack({ redaction }: { redaction: RedactionLine }) {
  const t = useT();
  const { collection, recordKey, path, what, where } = redaction;
  const fetcher = useFetcher<{ message: string | null }>();
  const action = useReviewPath(collection);
  return (
    <fetcher.Form method="post" action={action}>
      <input type="hidden" name="intent" value="put-back" />
      <input type="hidden" name="recordKey" value={recordKey} />
      <input type="hidden" name="path" value={path} />
      <SubmitButton
        variant="plain"
        loading={fetcher.state !== 'idle'}
        accessibilityLabel={t('Put back: {what}, {where}', { what: say(what), where: say(where) })}
      >
        {t('Put back')}
      </SubmitButton>
      <div aria-live="polite">{fetcher.data?.message && t(fetcher.data.message)}</div>
    </fetcher.Form>
  );
}
