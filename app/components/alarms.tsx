import { BlockStack, Box, Card, Text } from '@shopify/polaris';
import { say, sentences } from '../core/saying.ts';
import { FactTable } from './fact-table.tsx';
import { useT } from './words.tsx';

export interface AlarmLine {
  id: string;
  topic: string;
  received: string;
  problem: string;
}

/** The signed deliveries that could not be used. */
export function Alarms({ alarms, count }: { alarms: AlarmLine[]; count: number }) {
  const t = useT();
  if (count === 0) return null;
  return (
    <div id="alarms">
      <Card padding="0">
        <Box padding="400" paddingBlockEnd="200">
          <BlockStack gap="100">
            <Text as="h2" variant="headingSm">
              {t('Messages from Shopify that could not be used')}
            </Text>
            <Text as="p" tone="subdued">
              {t(
                sentences(
                  count > alarms.length
                    ? say('The newest {shown, number} of {count, number}.', { shown: alarms.length, count })
                    : '',
                  'Each was signed for this app, but opened no request. What it said is kept sealed, at most for 30 days. Start the request yourself if you know who asked; if this goes on, update Privacy Desk or tell whoever runs it for you.',
                ),
              )}
            </Text>
          </BlockStack>
        </Box>
        <FactTable
          name={{ singular: t('message'), plural: t('messages') }}
          rows={alarms}
          keyOf={({ id }) => id}
          columns={[
            { title: t('Received'), cell: ({ received }) => t(received) },
            { title: t('Kind'), cell: ({ topic }) => t(topic) },
            { title: t('What is wrong'), cell: ({ problem }) => t(problem) },
          ]}
        />
      </Card>
    </div>
  );
}
