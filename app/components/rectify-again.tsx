import { BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import type { RequestView } from './request-view.ts';

/** Until a plan is approved, what was entered can be entered otherwise. */
export function RectifyAgain({ request: { kind, state, number } }: { request: RequestView }) {
  if (kind !== 'rectification' || state !== 'planned') return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          Something wrong in the plan?
        </Text>
        <Text as="p">
          The form opens with what is planned now. What you save there replaces the plan; nothing is changed
          in Shopify before you approve it.
        </Text>
        <InlineStack>
          <Button url={`/app/requests/${number}/rectify`}>Change what is entered</Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
