import { BlockStack, Box, Button, InlineStack, Text } from '@shopify/polaris';
import { useMay } from './may.tsx';
import { useT } from './words.tsx';

/** The list before the first request: what will happen by itself, and what can be done meanwhile. */
export function NoRequests() {
  const t = useT();
  const mayStart = useMay('requests.handle');
  return (
    <Box padding="800">
      <BlockStack gap="300" inlineAlign="center">
        <Text as="h2" variant="headingMd" alignment="center">
          {t('No requests yet')}
        </Text>
        <Box maxWidth="32rem">
          <Text as="p" tone="subdued" alignment="center">
            {t(
              'When a customer asks for their data through Shopify, the request appears here by itself, with its due date. Privacy Desk gathers the data at once, and you download the answer. Did a customer ask you directly? Start the request for them.',
            )}
          </Text>
        </Box>
        {mayStart && (
          <InlineStack align="center">
            <Button url="/app/customers">{t('Find a customer')}</Button>
          </InlineStack>
        )}
      </BlockStack>
    </Box>
  );
}

/** A list that its filters leave empty. */
export function NothingInView({ onAll }: { onAll: () => void }) {
  const t = useT();
  return (
    <Box padding="800">
      <BlockStack gap="300" inlineAlign="center">
        <Text as="h2" variant="headingMd" alignment="center">
          {t('No request matches')}
        </Text>
        <Box maxWidth="32rem">
          <Text as="p" tone="subdued" alignment="center">
            {t(
              'There is nothing to do here now. Other requests may stand in another view, or behind fewer filters.',
            )}
          </Text>
        </Box>
        <InlineStack align="center">
          <Button onClick={onAll}>{t('Show all requests')}</Button>
        </InlineStack>
      </BlockStack>
    </Box>
  );
}
