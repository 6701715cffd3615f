import { BlockStack, Box, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { type Saying, say } from '../core/saying.ts';
import { PutBack } from './put-back.tsx';
import type { ReviewView } from './review-view.ts';
import { reviewPath } from './use-review-path.ts';
import { useT } from './words.tsx';

/** As many as a page lists; more are counted, and stand at their records. */
const MOST_LISTED = 100;

export const leftOutTitle = (count: number): Saying =>
  say('{count, plural, one {# thing left out} other {# things left out}}', { count });

/** Everything that is left out of the answer, with the way back. */
export function RedactionCard({ review }: { review: ReviewView }) {
  const t = useT();
  const { redactions, number, editable } = review;
  const rest = redactions.length - MOST_LISTED;
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <div aria-live="polite">
            <Text as="h2" variant="headingSm">
              {redactions.length === 0 ? t('Nothing is left out') : t(leftOutTitle(redactions.length))}
            </Text>
          </div>
          <Text as="p" tone="subdued">
            {redactions.length === 0
              ? t(
                  'The person gets all that was gathered. Open a part to leave out what is not theirs to see.',
                )
              : t(
                  'The person reads in each place that something was left out, and why. What was gathered stays.',
                )}
          </Text>
        </BlockStack>
      </Box>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {redactions.slice(0, MOST_LISTED).map((redaction) => {
          const { collection, recordKey, path, title, what, where, why, by } = redaction;
          return (
            <Box
              as="li"
              key={`${collection}|${recordKey}|${path}`}
              padding="400"
              borderBlockStartWidth="025"
              borderColor="border"
            >
              <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
                <BlockStack gap="050">
                  <Text as="p" fontWeight="medium" breakWord>
                    <Link url={reviewPath(number, collection)}>{t(title)}</Link>: {t(what)}
                  </Text>
                  <Text as="p" breakWord>
                    {t('{where}. {why}.', { where: say(where), why: say(why) })}
                  </Text>
                  <Text as="p" tone="subdued" variant="bodySm">
                    {t(by)}
                  </Text>
                </BlockStack>
                {editable && (
                  <div style={{ flex: 'none' }}>
                    <PutBack redaction={redaction} />
                  </div>
                )}
              </InlineStack>
            </Box>
          );
        })}
      </ul>
      {rest > 0 && (
        <Box padding="400">
          <Text as="p" tone="subdued">
            {t(
              'And {count, plural, one {# more, which stands at its record} other {# more, which stand at their records}}.',
              {
                count: rest,
              },
            )}
          </Text>
        </Box>
      )}
    </Card>
  );
}
