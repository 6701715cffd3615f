import { BlockStack, Box, Card, Text } from '@shopify/polaris';
import { FactTable } from './fact-table.tsx';

export interface AlarmLine {
  id: string;
  topic: string;
  received: string;
  problem: string;
}

/** The signed deliveries that could not be used. */
export function Alarms({ alarms, count }: { alarms: AlarmLine[]; count: number }) {
  if (count === 0) return null;
  return (
    <div id="alarms">
      <Card padding="0">
        <Box padding="400" paddingBlockEnd="200">
          <BlockStack gap="100">
            <Text as="h2" variant="headingSm">
              Messages from Shopify that could not be used
            </Text>
            <Text as="p" tone="subdued">
              {count > alarms.length && `The newest ${alarms.length} of ${count.toLocaleString('en-US')}. `}
              Each was signed for this app, but opened no request. What it said is kept sealed, at most for 30
              days. Start the request yourself if you know who asked; if this goes on, update Privacy Desk or
              tell whoever runs it for you.
            </Text>
          </BlockStack>
        </Box>
        <FactTable
          name={{ singular: 'message', plural: 'messages' }}
          rows={alarms}
          keyOf={({ id }) => id}
          columns={[
            { title: 'Received', cell: ({ received }) => received },
            { title: 'Kind', cell: ({ topic }) => topic },
            { title: 'What is wrong', cell: ({ problem }) => problem },
          ]}
        />
      </Card>
    </div>
  );
}
