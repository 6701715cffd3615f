import { BlockStack, Box, Button, InlineStack, Text } from '@shopify/polaris';

/** The list before the first request: what will happen by itself, and what can be done meanwhile. */
export function NoRequests() {
  return (
    <Box padding="800">
      <BlockStack gap="300" inlineAlign="center">
        <Text as="h2" variant="headingMd" alignment="center">
          No requests yet
        </Text>
        <Box maxWidth="32rem">
          <Text as="p" tone="subdued" alignment="center">
            When a customer asks for their data through Shopify, the request appears here by itself, with its
            due date. Privacy Desk gathers the data at once, and you download the answer. Did a customer ask
            you directly? Start the request for them.
          </Text>
        </Box>
        <InlineStack align="center">
          <Button url="/app/customers">Find a customer</Button>
        </InlineStack>
      </BlockStack>
    </Box>
  );
}
