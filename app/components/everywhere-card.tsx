import { BlockStack, Card, Text } from '@shopify/polaris';
import { LeftOut } from './record-fields.tsx';
import type { PreviewView } from './review-view.ts';
import { useT } from './words.tsx';

/** What is left out of every record of a part, and so stands at none of them alone. */
export function EverywhereCard({ part }: { part: PreviewView }) {
  const t = useT();
  const everywhere = part.redactions.filter(({ recordKey }) => recordKey === '');
  if (everywhere.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="200">
        {everywhere.map((redaction) => (
          <BlockStack key={redaction.path} gap="050">
            <Text as="h2" variant="headingSm" breakWord>
              {t(redaction.what)}
            </Text>
            <LeftOut redaction={redaction} canUndo={part.editable} />
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
