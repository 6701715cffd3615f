import { BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import type { PileView } from './home-view.ts';
import { DueBadge } from './request-badges.tsx';

/** Requests that call for somebody: how many, and the most pressing. */
export function HomePile({ pile }: { pile: PileView }) {
  const { title, count, loud, url, none, first } = pile;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200" wrap={false}>
          <Text as="h2" variant="headingSm">
            {title}
          </Text>
          {first.length > 0 && (
            <Link url={url} accessibilityLabel={`${title}: show all ${count}`} removeUnderline>
              <Text as="span" variant="headingLg" tone={loud ? 'critical' : undefined}>
                {count}
              </Text>
            </Link>
          )}
        </InlineStack>
        {first.length === 0 && (
          <Text as="p" tone="subdued">
            {none}
          </Text>
        )}
        {first.map(({ number, kind, person, due }) => (
          <BlockStack gap="050" key={number}>
            <InlineStack align="space-between" gap="200" blockAlign="center">
              <Link url={`/app/requests/${number}`}>
                #{number} {kind}
              </Link>
              <DueBadge due={due} />
            </InlineStack>
            <Text as="span" tone="subdued" variant="bodySm" breakWord>
              {person}
            </Text>
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
