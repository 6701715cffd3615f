import type { FetcherWithComponents } from '@remix-run/react';
import { Banner, BlockStack, Box, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { type Saying, say } from '../core/saying.ts';
import type { FoundView } from './inbox-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

/** What the page's action answers to a search. */
export interface SearchAnswer {
  search: FoundView | null;
}

function foundText({ rows, more }: FoundView): Saying {
  const count = rows.length;
  if (more) return say('The newest {count, number} requests are shown', { count });
  if (count === 0) return say('No request found');
  return say('{count, plural, one {# request} other {# requests}} found', { count });
}

function Hints({ orderKnown, orderProblem, rows }: FoundView) {
  const t = useT();
  if (orderProblem !== null)
    return (
      <Banner tone="warning" title={t('Shopify could not be asked whose order that may be')}>
        <p>
          {t(orderProblem)} {t('Everything else that it may be was looked for. The list itself is complete.')}
        </p>
      </Banner>
    );
  if (rows.length > 0) return null;
  return (
    <Text as="p" tone="subdued">
      {t(
        orderKnown
          ? 'Shopify knows an order of this name, but no request is about its buyer. To start one, look for them under Customers.'
          : 'Only whole values are found: an e-mail address, a phone number, a customer id, the name of an order such as #1001, or the number of a request. Who was erased is not found any more.',
      )}
    </Text>
  );
}

/**
 * Looks for requests by one thing that a person is known by. By POST, and kept by the page alone: it is personal data
 * and does not belong into an address bar.
 */
export function InboxSearch({
  fetcher,
  onFound,
}: {
  fetcher: FetcherWithComponents<SearchAnswer>;
  onFound: (found: FoundView | null) => void;
}) {
  const t = useT();
  const [words, setWords] = useState('');
  const [found, setFound] = useState<FoundView | null>(null);
  const answer = fetcher.data?.search;
  useEffect(() => {
    if (answer) setFound(answer);
  }, [answer]);
  useEffect(() => onFound(found), [found, onFound]);
  const clear = () => {
    setWords('');
    setFound(null);
  };
  return (
    <Card>
      <fetcher.Form method="post" action="/app/requests?index">
        <input type="hidden" name="intent" value="search" />
        <TextField
          label={t('Find requests by e-mail, phone, customer id, order name or number')}
          name="words"
          value={words}
          onChange={setWords}
          autoComplete="off"
          maxLength={200}
          clearButton
          onClearButtonClick={clear}
          connectedRight={
            <SubmitButton
              needs={null}
              size="large"
              loading={fetcher.state !== 'idle'}
              disabled={words.trim() === ''}
            >
              {t('Find')}
            </SubmitButton>
          }
        />
      </fetcher.Form>
      <div aria-live="polite">
        {found && (
          <Box paddingBlockStart="300">
            <BlockStack gap="200">
              <Text as="h2" variant="headingSm">
                {t(foundText(found))}
              </Text>
              <Hints {...found} />
              <InlineStack>
                <Button onClick={clear}>{t('Back to the list')}</Button>
              </InlineStack>
            </BlockStack>
          </Box>
        )}
      </div>
    </Card>
  );
}
