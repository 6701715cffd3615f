import { Badge, BlockStack, Box, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { rowText, type Saying, say } from '../core/saying.ts';
import { leftOutTitle } from './redaction-card.tsx';
import type { ReviewView } from './review-view.ts';
import { reviewPath } from './use-review-path.ts';
import { useT } from './words.tsx';

type Part = ReviewView['parts'][number];

const records = (count: number): Saying =>
  say('{count, plural, one {# record} other {# records}}', { count });

function PartEntry({ part, number }: { part: Part; number: number }) {
  const t = useT();
  const { name, title, what, leftOut, hasOthers, gaps } = part;
  return (
    <Box as="li" padding="400" borderBlockStartWidth="025" borderColor="border">
      <BlockStack gap="100">
        <InlineStack align="space-between" gap="200">
          <Text as="h3" variant="bodyMd" fontWeight="medium" breakWord>
            <Link url={reviewPath(number, name)}>{t(title)}</Link>
          </Text>
          <Text as="span" tone="subdued">
            {t(records(part.records))}
          </Text>
        </InlineStack>
        <Text as="p" tone="subdued" breakWord>
          {t(what)}
        </Text>
        <InlineStack gap="100">
          {leftOut > 0 && <Badge tone="critical">{t(leftOutTitle(leftOut))}</Badge>}
          {hasOthers && <Badge tone="attention">{t('May be about others')}</Badge>}
          {gaps > 0 && <Badge tone="warning">{t('Some missing')}</Badge>}
        </InlineStack>
      </BlockStack>
    </Box>
  );
}

/** What was gathered, part by part; and where nothing was found. */
export function PartList({ review }: { review: ReviewView }) {
  const t = useT();
  const { parts, empty, number } = review;
  const count = records(review.records);
  return (
    <Card padding="0">
      <Box padding="400">
        <Text as="h2" variant="headingSm">
          {review.isNothingHeld
            ? t('What this app has of the request itself: {count}', { count })
            : t('What was gathered: {count}', { count })}
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
            {t('Searched, and nothing found: {parts}.', { parts: rowText(empty) })}
          </Text>
        </Box>
      )}
    </Card>
  );
}
