import { useFetcher } from '@remix-run/react';
import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import type { HomeView } from './home-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

/** What is still to be set up; an owner hides the list, and Settings shows it again. */
export function HomeSetup({ setup }: { setup: HomeView['setup'] }) {
  const t = useT();
  const fetcher = useFetcher();
  if (setup === null) return null;
  const { items, mayHide } = setup;
  const done = items.filter((item) => item.done).length;
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingSm">
            {t('Setting up: {done, number} of {all, number} done', { done, all: items.length })}
          </Text>
          {mayHide && (
            <fetcher.Form method="post">
              <input type="hidden" name="intent" value="hide-setup" />
              <SubmitButton needs="settings.change" variant="tertiary" loading={fetcher.state !== 'idle'}>
                {t('Hide this list')}
              </SubmitButton>
            </fetcher.Form>
          )}
        </InlineStack>
        {items.map((item) => (
          <BlockStack gap="100" key={item.title} inlineAlign="start">
            <InlineStack gap="200" blockAlign="center">
              <Text as="h3" variant="bodyMd" fontWeight="medium">
                {t(item.title)}
              </Text>
              {item.done ? (
                <Badge tone="success">{t('Done')}</Badge>
              ) : (
                <Badge tone="attention">{t('To do')}</Badge>
              )}
            </InlineStack>
            <Text as="p" tone="subdued">
              {t(item.text)}
            </Text>
            {!item.done && item.link && <Link url={item.link.url}>{t(item.link.text)}</Link>}
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
