import { BlockStack, Card, Link, List, Text } from '@shopify/polaris';
import type { HomeView } from './home-view.ts';

/** What others, Shopify and the app did since the reader was here last. */
export function HomeNews({ since, news }: Pick<HomeView, 'since' | 'news'>) {
  if (since === null) return null;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingSm">
          Since you were last here
        </Text>
        <Text as="p" tone="subdued">
          {since}
        </Text>
        {news.length === 0 ? (
          <Text as="p">Nothing new.</Text>
        ) : (
          <List>
            {news.map(({ text, url }) => (
              <List.Item key={text}>
                <Link url={url}>{text}</Link>
              </List.Item>
            ))}
          </List>
        )}
      </BlockStack>
    </Card>
  );
}
