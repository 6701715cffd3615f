import { useFetcher } from '@remix-run/react';
import { BlockStack, InlineStack, Link, Text } from '@shopify/polaris';
import { useEffect } from 'react';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

/** What the request page's action answers to `intent=download`. */
export interface DownloadAnswer {
  outcome: string;
  token?: string;
}

/**
 * Asks for a link to the archive and opens it in a tab of its own, where the button is: a download cannot carry the
 * session. A browser that keeps the tab back gets the link to click.
 * @param props.again the answer is out: nobody is asked to download it
 */
export function DownloadAction({ requestId, again }: { requestId: string; again?: boolean }) {
  const t = useT();
  const fetcher = useFetcher<DownloadAnswer>();
  const answer = fetcher.data;
  const address = answer?.token === undefined ? null : `/download/${answer.token}`;
  useEffect(() => {
    if (address !== null) window.open(address, '_blank', 'noopener');
  }, [address]);
  return (
    <BlockStack gap="200">
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value="download" />
        <input type="hidden" name="requestId" value={requestId} />
        <InlineStack>
          <SubmitButton variant={again ? undefined : 'primary'} loading={fetcher.state !== 'idle'}>
            {t('Download archive')}
          </SubmitButton>
        </InlineStack>
      </fetcher.Form>
      <div aria-live="polite">
        {address !== null && (
          <Text as="p" tone="subdued">
            {t(
              'The download waits in a new tab. If none has opened, use this link; it works for five minutes.',
            )}{' '}
            <Link url={address} external>
              {t('Open the download page')}
            </Link>
          </Text>
        )}
        {answer && address === null && (
          <Text as="p" tone="critical">
            {t(
              'The archive is not there any more: its release was withdrawn. Nothing is lost; review the request and release it again.',
            )}
          </Text>
        )}
      </div>
    </BlockStack>
  );
}
