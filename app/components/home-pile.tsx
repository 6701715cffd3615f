import { BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import type { PileView } from './home-view.ts';
import { DueBadge } from './request-badges.tsx';
import { useT } from './words.tsx';

/** Requests that call for somebody: how many, and the most pressing. */
export function HomePile({ pile }: { pile: PileView }) {
  const t = useT();
  const { title, count, loud, url, none, first } = pile;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200" wrap={false}>
          <Text as="h2" variant="headingSm">
            {t(title)}
          </Text>
          {first.length > 0 && (
            <Link
              url={url}
              accessibilityLabel={t('{title}: show all {count}', { title: t(title), count: t(count) })}
              removeUnderline
            >
              <Text as="span" variant="headingLg" tone={loud ? 'critical' : undefined}>
                {t(count)}
              </Text>
            </Link>
          )}
        </InlineStack>
        {first.length === 0 && (
          <Text as="p" tone="subdued">
            {t(none)}
          </Text>
        )}
        {first.map(({ number, kind, person, due }) => (
          <BlockStack gap="050" key={number}>
            <InlineStack align="space-between" gap="200" blockAlign="center">
              <Link url={`/app/requests/${number}`}>
                #{number} {t(kind)}
              </Link>
              <DueBadge due={due} />
            </InlineStack>
            <Text as="span" tone="subdued" variant="bodySm" breakWord>
              {t(person)}
            </Text>
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
