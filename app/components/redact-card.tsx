import { Badge, BlockStack, Card, DescriptionList, InlineStack, Text } from '@shopify/polaris';
import { CancelRedactAction } from './cancel-redact-action.tsx';
import { OpenRetainedAction } from './open-retained-action.tsx';
import type { RedactView } from './redact-view.ts';
import { useT } from './words.tsx';

/** An erasure by plan: how far Shopify's own is, what was erased here, what the law keeps, and the look back. */
export function RedactCard(props: { requestId: string; number: number; redact: RedactView | null }) {
  const t = useT();
  const { requestId, number, redact } = props;
  if (redact === null) return null;
  const { shopify, cancellable, retained, facts } = redact;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" gap="200" blockAlign="center">
          <Text as="h2" variant="headingSm">
            {shopify ? t('Erasure at Shopify') : t('Erasure')}
          </Text>
          {shopify && <Badge tone={shopify.tone}>{t(shopify.badge)}</Badge>}
        </InlineStack>
        {shopify && (
          <div aria-live="polite">
            <Text as="p">{t(shopify.text)}</Text>
          </div>
        )}
        <DescriptionList
          gap="tight"
          items={facts.map(({ term, text }) => ({ term: t(term), description: t(text) }))}
        />
        {retained && <OpenRetainedAction number={number} />}
        {cancellable && <CancelRedactAction requestId={requestId} />}
      </BlockStack>
    </Card>
  );
}
