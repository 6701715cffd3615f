import { Badge, BlockStack, Card, DescriptionList, InlineStack, Text } from '@shopify/polaris';
import { CancelRedactAction } from './cancel-redact-action.tsx';
import { OpenRetainedAction } from './open-retained-action.tsx';
import type { RedactView } from './redact-view.ts';

/** An erasure by plan: how far Shopify's own is, what was erased here, what the law keeps, and the look back. */
export function RedactCard(props: { requestId: string; number: number; redact: RedactView | null }) {
  const { requestId, number, redact } = props;
  if (redact === null) return null;
  const { shopify, cancellable, retained, facts } = redact;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" gap="200" blockAlign="center">
          <Text as="h2" variant="headingSm">
            {shopify ? 'Erasure at Shopify' : 'Erasure'}
          </Text>
          {shopify && <Badge tone={shopify.tone}>{shopify.badge}</Badge>}
        </InlineStack>
        {shopify && (
          <div aria-live="polite">
            <Text as="p">{shopify.text}</Text>
          </div>
        )}
        <DescriptionList gap="tight" items={facts.map(({ term, text }) => ({ term, description: text }))} />
        {retained && <OpenRetainedAction number={number} />}
        {cancellable && <CancelRedactAction requestId={requestId} />}
      </BlockStack>
    </Card>
  );
}
