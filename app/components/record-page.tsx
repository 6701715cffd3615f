import { useNavigation } from '@remix-run/react';
import { Box, Card, InlineStack, Pagination, Text } from '@shopify/polaris';
import { RecordList } from './record-list.tsx';
import type { PreviewView } from './review-view.ts';
import { reviewPath } from './use-review-path.ts';
import { useT } from './words.tsx';

/** One page of a part's records, with the ways to its neighbours. */
export function RecordPage({ part }: { part: PreviewView }) {
  const t = useT();
  const { number, name, records, range, previous, next, total } = part;
  const isLoading = useNavigation().state === 'loading';
  const at = (from: number | null) =>
    from === null ? undefined : `${reviewPath(number, name)}?from=${from}`;
  if (total === 0)
    return (
      <Card>
        <Text as="p">{t('Nothing is held here. Where something is missing, it is said above.')}</Text>
      </Card>
    );
  return (
    <Card padding="0">
      <Box padding="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingSm">
            {t(range)}
          </Text>
          {(previous ?? next) !== null && (
            <Pagination
              accessibilityLabel={t('Pages')}
              hasPrevious={previous !== null}
              previousURL={at(previous)}
              hasNext={next !== null}
              nextURL={at(next)}
            />
          )}
        </InlineStack>
      </Box>
      <div style={{ opacity: isLoading ? 0.5 : 1 }} aria-busy={isLoading}>
        <RecordList key={records[0]?.position} records={records} part={part} />
      </div>
    </Card>
  );
}
