import { Badge, BlockStack, Box, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { leftOutTitle } from './redaction-card.tsx';
import type { ReviewView } from './review-view.ts';
import { reviewPath } from './use-review-path.ts';

type Part = ReviewView['parts'][number];

const records = (count: number): string =>
  count === 1 ? '1 record' : `${count.toLocaleString('en-US')} records`;

function PartEntry({ part, number }: { part: Part; number: number }) {
  const { name, title, what, leftOut, hasOthers, gaps } = part;
  return (
    <Box as="li" padding="400" borderBlockStartWidth="025" borderColor="border">
      <BlockStack gap="100">
        <InlineStack align="space-between" gap="200">
          <Text as="h3" variant="bodyMd" fontWeight="medium" breakWord>
            <Link url={reviewPath(number, name)}>{title}</Link>
          </Text>
          <Text as="span" tone="subdued">
            {records(part.records)}
          </Text>
        </InlineStack>
        <Text as="p" tone="subdued" breakWord>
          {what}
        </Text>
        <InlineStack gap="100">
          {leftOut > 0 && <Badge tone="critical">{leftOutTitle(leftOut)}</Badge>}
          {hasOthers && <Badge tone="attention">May be about others</Badge>}
          {gaps > 0 && <Badge tone="warning">Some missing</Badge>}
        </InlineStack>
      </BlockStack>
    </Box>
  );
}

/** What was gathered, part by part; and where nothing was found. */
export function PartList({ review }: { review: ReviewView }) {
  const { parts, empty, number } = review;
  return (
    <Card padding="0">
      <Box padding="400">
        <Text as="h2" variant="headingSm">
          {review.isNothingHeld ? 'What this app has of the request itself' : 'What was gathered'}:{' '}
          {records(review.records)}
        </Text>
      </Box>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {parts.map((part) => (
          <PartEntry key={part.name} part={part} number={number} />
        ))}
      </ul>
      {empty.length > 0 && (
        <Box padding="400" borderBlockStartWidth="025" borderColor="border">
          <Text as="p" tone="subdued">
            Searched, and nothing found: {empty.join(', ')}.
          </Text>
        </Box>
      )}
    </Card>
  );
}
