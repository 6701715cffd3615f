import { BlockStack, Box, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { OPEN_STATES } from '../core/request.ts';
import { say } from '../core/saying.ts';
import { FactTable } from './fact-table.tsx';
import type { RequestView } from './request-view.ts';
import { kindLabel, stateLabel } from './request-words.ts';
import { useT } from './words.tsx';

const BEFORE_REVIEW = ['received', 'gathering'];

/** How many records of each kind have been gathered. */
export function Holdings({ holdings, state }: Pick<RequestView, 'holdings' | 'state'>) {
  const t = useT();
  if (holdings.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingSm">
          {BEFORE_REVIEW.includes(state) ? t('Gathered so far') : t('What was gathered')}
        </Text>
        {holdings.map(({ title, records }) => (
          <InlineStack key={title} align="space-between" gap="200">
            <Text as="span">{t(title)}</Text>
            <Text as="span" numeric>
              {t('{records, number}', { records })}
            </Text>
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  );
}

function relatedTitle(kind: string): string {
  if (kind === 'shop-erasure') return say('Requests this app holds for the shop');
  return kind === 'erasure'
    ? say('Requests this app holds about the person')
    : say('Other requests of this person');
}

const isOpenAccess = ({ kind, state }: RequestView['related']['shown'][number]): boolean =>
  kind === 'access' && OPEN_STATES.includes(state);
/** Two open requests for the same: each has its dates, and none is answered by silence. */
const ASKED_TWICE =
  'The same person asks in another open request. Each has its own dates. One answer may serve both: release one, and close the other as answered in another way.';

/** The other requests of the person, with what was gathered for each; for an erasure, also that there are none. */
export function Related({ kind, related }: Pick<RequestView, 'kind' | 'related'>) {
  const t = useT();
  const { count, shown } = related;
  if (count === 0 && kind === 'access') return null;
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd={count === 0 ? '400' : '200'}>
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t(relatedTitle(kind))}
          </Text>
          <Text as="p" tone="subdued">
            {count === 0
              ? t('None beside this one, and no gathered data.')
              : count > shown.length
                ? t('The newest {shown, number} of {count, number}.', { shown: shown.length, count })
                : t('{count, number} beside this one.', { count })}
          </Text>
          {kind === 'access' && shown.some(isOpenAccess) && <Text as="p">{t(ASKED_TWICE)}</Text>}
        </BlockStack>
      </Box>
      {count > 0 && (
        <FactTable
          name={{ singular: t('request'), plural: t('requests') }}
          rows={shown}
          keyOf={(row) => String(row.number)}
          columns={[
            {
              title: t('Request'),
              cell: (row) => (
                <Link url={`/app/requests/${row.number}`} dataPrimaryLink>
                  #{row.number}
                </Link>
              ),
            },
            { title: t('Kind'), cell: (row) => t(kindLabel(row.kind)) },
            { title: t('State'), cell: (row) => t(stateLabel(row.state)) },
            { title: t('Records gathered'), cell: (row) => t('{records, number}', { records: row.records }) },
          ]}
        />
      )}
    </Card>
  );
}
