import { useFetcher } from '@remix-run/react';
import { InlineStack } from '@shopify/polaris';
import { SubmitButton } from './submit-button.tsx';

/** Tries a step again that waits for a person, or, without being asked, for its next try. */
export function RetryAction({ stepId, label }: { stepId: string; label?: string }) {
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
          {label ?? 'Try again'}
        </SubmitButton>
      </InlineStack>
    </fetcher.Form>
  );
}
