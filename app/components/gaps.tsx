import { BlockStack, Box, Card, Text } from '@shopify/polaris';
import { isOptionalScope } from '../core/access-scope.ts';
import type { Gap } from '../core/store.ts';
import { AskAccess } from './ask-access.tsx';
import { FactTable } from './fact-table.tsx';

/** `granted`: the access that was missing has been given since. */
export type GapLine = Gap & { title: string; granted?: boolean };

/**
 * What could not be had: the person is told, and so is the merchant.
 * @param mendable false once the answer is out: nothing more is gathered then
 */
export function Gaps({
  gaps,
  kind = 'access',
  mendable = true,
}: {
  gaps: GapLine[];
  kind?: string;
  mendable?: boolean;
}) {
  if (gaps.length === 0) return null;
  const isAnswer = kind === 'access';
  return (
    <Card padding="0">
      <BlockStack gap="300">
        <Box padding="400" paddingBlockEnd="0">
          <BlockStack gap="100">
            <Text as="h2" variant="headingSm">
              {isAnswer ? 'Missing from the archive' : 'Missing from the plan'}
            </Text>
            <Text as="p" tone="subdued">
              {isAnswer
                ? 'The archive names these gaps too, so that the answer is honest.'
                : 'Shopify did not show this to the app, so the plan cannot say what becomes of it. Mend it, then have the plan proposed anew.'}
            </Text>
          </BlockStack>
        </Box>
        <FactTable
          name={{ singular: 'gap', plural: 'gaps' }}
          rows={gaps}
          keyOf={({ collection, reason }) => `${collection}|${reason}`}
          columns={[
            { title: 'What is missing', cell: ({ title }) => title },
            { title: 'Why', cell: ({ reason }) => <Wrapped>{reason}</Wrapped> },
            ...(mendable ? [{ title: 'What to do', cell: Remedy }] : []),
          ]}
        />
      </BlockStack>
    </Card>
  );
}

/** The words, and the button where one is all it takes. */
function Remedy({ remedy, scope, granted }: GapLine) {
  if (granted) return <Wrapped>The access is granted since. Gather again to close this gap.</Wrapped>;
  return (
    <BlockStack gap="200" inlineAlign="start">
      <Wrapped>{remedy}</Wrapped>
      {scope !== undefined && isOptionalScope(scope) && <AskAccess scope={scope} />}
    </BlockStack>
  );
}

/** Cells of an index table keep to one line unless told otherwise. */
const Wrapped = ({ children }: { children: string }) => (
  <div style={{ whiteSpace: 'normal', overflowWrap: 'anywhere', minWidth: '12rem' }}>{children}</div>
);
