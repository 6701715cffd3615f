import { BlockStack, Box, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { PutBack } from './put-back.tsx';
import type { ReviewView } from './review-view.ts';
import { reviewPath } from './use-review-path.ts';

/** As many as a page lists; more are counted, and stand at their records. */
const MOST_LISTED = 100;

export const leftOutTitle = (count: number): string =>
  count === 1 ? '1 thing left out' : `${count.toLocaleString('en-US')} things left out`;

/** Everything that is left out of the answer, with the way back. */
export function RedactionCard({ review }: { review: ReviewView }) {
  const { redactions, number, editable } = review;
  const rest = redactions.length - MOST_LISTED;
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <div aria-live="polite">
            <Text as="h2" variant="headingSm">
              {redactions.length === 0 ? 'Nothing is left out' : leftOutTitle(redactions.length)}
            </Text>
          </div>
          <Text as="p" tone="subdued">
            {redactions.length === 0
              ? 'The person gets all that was gathered. Open a part to leave out what is not theirs to see.'
              : 'The person reads in each place that something was left out, and why. What was gathered stays.'}
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
                    <Link url={reviewPath(number, collection)}>{title}</Link>: {what}
                  </Text>
                  <Text as="p" breakWord>
                    {where}. {why}.
                  </Text>
                  <Text as="p" tone="subdued" variant="bodySm">
                    {by}
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
            And {rest.toLocaleString('en-US')} more, which stand at their records.
          </Text>
        </Box>
      )}
    </Card>
  );
}
