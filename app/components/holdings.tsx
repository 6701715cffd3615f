import { BlockStack, Box, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { OPEN_STATES } from '../core/request.ts';
import { FactTable } from './fact-table.tsx';
import type { RequestView } from './request-view.ts';
import { kindLabel, stateLabel } from './request-words.ts';

const number = (value: number): string => value.toLocaleString('en-US');

const BEFORE_REVIEW = ['received', 'gathering'];

/** How many records of each kind have been gathered. */
export function Holdings({ holdings, state }: Pick<RequestView, 'holdings' | 'state'>) {
  if (holdings.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingSm">
          {BEFORE_REVIEW.includes(state) ? 'Gathered so far' : 'What was gathered'}
        </Text>
        {holdings.map(({ title, records }) => (
          <InlineStack key={title} align="space-between" gap="200">
            <Text as="span">{title}</Text>
            <Text as="span" numeric>
              {number(records)}
            </Text>
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  );
}

function relatedTitle(kind: string): string {
  if (kind === 'shop-erasure') return 'Requests this app holds for the shop';
  return kind === 'erasure' ? 'Requests this app holds about the person' : 'Other requests of this person';
}

const isOpenAccess = ({ kind, state }: RequestView['related']['shown'][number]): boolean =>
  kind === 'access' && OPEN_STATES.includes(state);
/** Two open requests for the same: each has its dates, and none is answered by silence. */
const ASKED_TWICE =
  'The same person asks in another open request. Each has its own dates. One answer may serve both: release one, and close the other as answered in another way.';

/** The other requests of the person, with what was gathered for each; for an erasure, also that there are none. */
export function Related({ kind, related }: Pick<RequestView, 'kind' | 'related'>) {
  const { count, shown } = related;
  if (count === 0 && kind === 'access') return null;
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd={count === 0 ? '400' : '200'}>
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {relatedTitle(kind)}
          </Text>
          <Text as="p" tone="subdued">
            {count === 0
              ? 'None beside this one, and no gathered data.'
              : count > shown.length
                ? `The newest ${shown.length} of ${number(count)}.`
                : `${number(count)} beside this one.`}
          </Text>
          {kind === 'access' && shown.some(isOpenAccess) && <Text as="p">{ASKED_TWICE}</Text>}
        </BlockStack>
      </Box>
      {count > 0 && (
        <FactTable
          name={{ singular: 'request', plural: 'requests' }}
          rows={shown}
          keyOf={(row) => String(row.number)}
          columns={[
            {
              title: 'Request',
              cell: (row) => (
                <Link url={`/app/requests/${row.number}`} dataPrimaryLink>
                  #{row.number}
                </Link>
              ),
            },
            { title: 'Kind', cell: (row) => kindLabel(row.kind) },
            { title: 'State', cell: (row) => stateLabel(row.state) },
            { title: 'Records gathered', cell: (row) => number(row.records) },
          ]}
        />
      )}
    </Card>
  );
}
