import { BlockStack, Card, Link, List, Text } from '@shopify/polaris';
import type { HomeView } from './home-view.ts';
import { useT } from './words.tsx';

/** What others, Shopify and the app did since the reader was here last. */
export function HomeNews({ since, news }: Pick<HomeView, 'since' | 'news'>) {
  const t = useT();
  if (since === null) return null;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingSm">
          {t('Since you were last here')}
        </Text>
        <Text as="p" tone="subdued">
          {t(since)}
        </Text>
        {news.length === 0 ? (
          <Text as="p">{t('Nothing new.')}</Text>
        ) : (
          <List>
            {news.map(({ text, url }) => (
              <List.Item key={text}>
                <Link url={url}>{t(text)}</Link>
              </List.Item>
            ))}
          </List>
        )}
      </BlockStack>
    </Card>
  );
}
