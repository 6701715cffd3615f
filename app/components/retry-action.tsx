import { useFetcher } from '@remix-run/react';
import { InlineStack } from '@shopify/polaris';
import { SubmitButton } from './submit-button.tsx';

/** Tries a blocked step again. */
export function RetryAction({ stepId }: { stepId: string }) {
  const fetcher = useFetcher();
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="retry" />
      <input type="hidden" name="stepId" value={stepId} />
      <InlineStack>
        <SubmitButton variant="primary" loading={fetcher.state !== 'idle'}>
          Try again
        </SubmitButton>
      </InlineStack>
    </fetcher.Form>
  );
}
