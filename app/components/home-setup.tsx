import { useFetcher } from '@remix-run/react';
import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import type { HomeView, SetupItem } from './home-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useThemeBlock } from './use-theme-block.ts';
import { useT } from './words.tsx';

/** How shoppers are told that they may ask. */
function useBlockItem(): SetupItem {
  const { standing, url } = useThemeBlock();
  const isPlaced = standing === 'placed';
  return {
    done: isPlaced,
    title: 'Shoppers find how to ask',
    text: isPlaced
      ? 'The block “Privacy requests” is in your theme.'
      : standing === 'missing'
        ? 'Put the block “Privacy requests” on a page of your theme, such as the privacy policy: it tells shoppers how to ask for their data.'
        : 'Shopify does not say whether the block “Privacy requests” is in your theme. Look in the theme editor.',
    link: url === null ? null : { text: 'Open the theme editor', url },
  };
}

/** What is still to be set up; an owner hides the list, and Settings shows it again. */
export function HomeSetup({ setup }: { setup: HomeView['setup'] }) {
  const t = useT();
  const fetcher = useFetcher();
  const block = useBlockItem();
  if (setup === null) return null;
  const { mayHide } = setup;
  const items = [...setup.items, block];
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
                <Badge tone="success">{t('{of, select, setup {Done} other {Done}}', { of: 'setup' })}</Badge>
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
