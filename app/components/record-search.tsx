import { useFetcher } from '@remix-run/react';
import { BlockStack, Box, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import type { RecordView } from '../core/record-view.ts';
import { type Saying, say } from '../core/saying.ts';
import type { SearchResult } from '../services/search-preview.ts';
import { RecordList } from './record-list.tsx';
import type { PreviewView } from './review-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

/** One leg of a search, as the page's action answers it. */
export interface SearchAnswer {
  search: SearchResult | null;
  words: string;
  from: number;
}

interface Found extends SearchResult {
  words: string;
}

function foundText({ records, looked, total, next }: Found): Saying {
  const found = records.length;
  return next === null
    ? say('{found, plural, =0 {Nothing} other {#}} found in all {total, number} records.', { found, total })
    : say(
        '{found, plural, =0 {Nothing} other {#}} found so far: {looked, number} of {total, number} records looked through.',
        { found, looked, total },
      );
}

/** A search's legs, one after the other. */
function useFound(answer: SearchAnswer | undefined): [Found | null, () => void] {
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    if (!answer?.search) return;
    const { search, words, from } = answer;
    setFound((before) => {
      const earlier: RecordView[] = from > 0 && before?.words === words ? before.records : [];
      return { ...search, words, records: [...earlier, ...search.records] };
    });
  }, [answer]);
  return [found, () => setFound(null)];
}

/** Looks for a text in a part's records, by POST: a person's name or address does not belong into an address bar. */
export function RecordSearch({ part, onActive }: { part: PreviewView; onActive: (active: boolean) => void }) {
  const t = useT();
  const fetcher = useFetcher<SearchAnswer>();
  const [words, setWords] = useState('');
  const [found, forget] = useFound(fetcher.data);
  const isBusy = fetcher.state !== 'idle';
  useEffect(() => onActive(found !== null), [found, onActive]);
  const clear = () => {
    setWords('');
    forget();
  };
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="300">
          <fetcher.Form method="post">
            <input type="hidden" name="intent" value="search" />
            <TextField
              label={t('Search in {part}', { part: say(part.title) })}
              name="words"
              value={words}
              onChange={setWords}
              autoComplete="off"
              maxLength={200}
              clearButton
              onClearButtonClick={clear}
              connectedRight={
                <SubmitButton needs={null} size="large" loading={isBusy} disabled={words.trim() === ''}>
                  {t('Search')}
                </SubmitButton>
              }
            />
          </fetcher.Form>
          <div aria-live="polite">
            {found && (
              <Text as="h2" variant="headingSm">
                {t(foundText(found))}
              </Text>
            )}
          </div>
          {found && (
            <InlineStack gap="200">
              {found.next !== null && (
                <fetcher.Form method="post">
                  <input type="hidden" name="intent" value="search" />
                  <input type="hidden" name="words" value={found.words} />
                  <input type="hidden" name="from" value={found.next} />
                  <SubmitButton needs={null} loading={isBusy}>
                    {t('Continue searching')}
                  </SubmitButton>
                </fetcher.Form>
              )}
              <Button onClick={clear}>{t('Show all records')}</Button>
            </InlineStack>
          )}
        </BlockStack>
      </Box>
      {found && found.records.length > 0 && <RecordList records={found.records} part={part} open />}
    </Card>
  );
}
