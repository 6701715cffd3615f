import { useFetcher } from '@remix-run/react';
import { BlockStack, InlineStack, Link, Text } from '@shopify/polaris';
import { useEffect } from 'react';
import { SubmitButton } from './submit-button.tsx';

/** What the request page's action answers to `intent=download`. */
export type DownloadAnswer = { intent: 'download'; outcome: 'issued'; token: string } | { outcome: string };

/** A click on a link with `download` leaves the page where it is, whatever the link answers. */
function startDownload(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}

/** Asks for a link to the archive and follows it at once: a download cannot carry the session. */
export function DownloadAction({ requestId }: { requestId: string }) {
  const fetcher = useFetcher<DownloadAnswer>();
  const answer = fetcher.data;
  const address = answer && 'token' in answer ? `/download/${answer.token}` : null;
  useEffect(() => {
    if (address !== null) startDownload(address);
  }, [address]);
  return (
    <BlockStack gap="200">
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value="download" />
        <input type="hidden" name="requestId" value={requestId} />
        <InlineStack>
          <SubmitButton variant="primary" loading={fetcher.state !== 'idle'}>
            Download archive
          </SubmitButton>
        </InlineStack>
      </fetcher.Form>
      <div aria-live="polite">
        {address !== null && (
          <Text as="p" tone="subdued">
            The download has begun. If nothing happens,{' '}
            <Link url={address} external>
              open the archive in a new tab
            </Link>
            ; this link works for five minutes.
          </Text>
        )}
        {answer && address === null && (
          <Text as="p" tone="critical">
            The archive is not ready yet. Nothing is lost; try again when the work is done.
          </Text>
        )}
      </div>
    </BlockStack>
  );
}
