import { useFetcher } from '@remix-run/react';
import { InlineStack } from '@shopify/polaris';
import type { Saying } from '../core/saying.ts';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

/** Tries a step again that waits for a person, or, without being asked, for its next try. */
export function RetryAction({ stepId, label }: { stepId: string; label?: string }) {
  const t = useT();
  const fetcher = useFetcher();
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="retry" />
      <input type="hidden" name="stepId" value={stepId} />
      <InlineStack>
        <SubmitButton
          variant={label === undefined ? 'primary' : undefined}
          loading={fetcher.state !== 'idle'}
        >
          {t(label ?? 'Try again')}
        </SubmitButton>
      </InlineStack>
    </fetcher.Form>
  );
}

/** Why a step does not go on, where it is tried again. */
export function Reason({ text }: { text: Saying | null }) {
  const t = useT();
  return <p>{t(text ?? '')}</p>;
}
