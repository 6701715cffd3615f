import { useFetcher } from '@remix-run/react';
import { Button, InlineStack } from '@shopify/polaris';

/** Tries a blocked step again. */
export function RetryAction({ stepId }: { stepId: string }) {
  const fetcher = useFetcher();
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="retry" />
      <input type="hidden" name="stepId" value={stepId} />
      <InlineStack>
        <Button submit variant="primary" loading={fetcher.state !== 'idle'}>
          Try again
        </Button>
      </InlineStack>
    </fetcher.Form>
  );
}
