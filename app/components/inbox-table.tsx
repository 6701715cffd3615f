import {
  Badge,
  BlockStack,
  Box,
  IndexTable,
  type IndexTableProps,
  InlineStack,
  Link,
  Text,
  useBreakpoints,
  useIndexResourceState,
} from '@shopify/polaris';
import { useEffect, useRef } from 'react';
import { type Direction, OWNER, type SortName } from '../core/inbox.ts';
import type { Saying } from '../core/saying.ts';
import type { InboxRow } from './inbox-view.ts';
import { DueBadge, StateBadges } from './request-badges.tsx';
import { useT } from './words.tsx';

const NumberLink = ({ number }: InboxRow) => (
  <Link url={`/app/requests/${number}`} dataPrimaryLink monochrome removeUnderline>
    <Text as="span" variant="bodyMd" fontWeight="semibold">
      #{number}
    </Text>
  </Link>
);
function Owner({ owner }: InboxRow) {
  const t = useT();
  if (owner !== null) return t(owner);
  return (
    <Text as="span" tone="subdued">
      {t('Nobody')}
    </Text>
  );
}
/** When it is due; of one that waits as was foreseen, until when: its date calls for nobody. */
function Due({ due, waits }: InboxRow) {
  const t = useT();
  if (due !== null && waits !== null) return <Badge tone="info">{t(waits)}</Badge>;
  return due && <DueBadge due={due} />;
}
/** What a row says of itself. */
const saidBy = (what: (row: InboxRow) => Saying) =>
  function Said(row: InboxRow) {
    return useT()(what(row));
  };
const [Person, Kind, Source] = [
  saidBy(({ person }) => person),
  saidBy(({ kind }) => kind),
  saidBy(({ source }) => source),
];

/** A column, and the order that its heading gives the list. */
const COLUMNS: { title: string; sort?: SortName; Cell: (row: InboxRow) => React.ReactNode }[] = [
  { title: 'Request', sort: 'number', Cell: NumberLink },
  { title: 'Person', Cell: Person },
  { title: 'Kind', Cell: Kind },
  { title: 'State', Cell: StateBadges },
  { title: 'Due', sort: 'due', Cell: Due },
  { title: OWNER, Cell: Owner },
  { title: 'Source', Cell: Source },
];
const DIRECTIONS = { asc: 'ascending', desc: 'descending' } as const;

/** A request on a phone. */
function Entry(row: InboxRow) {
  const t = useT();
  const { source, received, owner } = row;
  return (
    <BlockStack gap="150">
      <InlineStack align="space-between" gap="200">
        <NumberLink {...row} />
        <Text as="span" tone="subdued" variant="bodySm">
          {t(row.kind)}
        </Text>
      </InlineStack>
      <Text as="span" breakWord>
        {t(row.person)}
      </Text>
      <Text as="span" tone="subdued" variant="bodySm">
        {owner === null
          ? t('{source}, {received}', { source: t(source), received })
          : t('{source}, {received}. Owner: {owner}', { source: t(source), received, owner })}
      </Text>
      <InlineStack gap="100">
        <StateBadges state={row.state} blocked={row.blocked} />
        <Due {...row} />
      </InlineStack>
    </BlockStack>
  );
}

/** Polaris draws a box of which only some rows are chosen, but tells assistive technology only half of it. */
function useMixedBoxes() {
  const table = useRef<HTMLDivElement>(null);
  useEffect(() => {
    for (const box of table.current?.querySelectorAll<HTMLInputElement>('input[type="checkbox"]') ?? [])
      box.indeterminate = box.getAttribute('aria-checked') === 'mixed';
  });
  return table;
}

export interface BulkAct {
  content: Saying;
  onAct: (rows: InboxRow[]) => void;
}

/**
 * Requests as a table; on a phone a list.
 * @param props.acts what can be done with the chosen rows: the first two stand in the bar, the others in its menu
 */
export function InboxTable(props: {
  rows: InboxRow[];
  loading: boolean;
  acts: BulkAct[];
  order?: { sort: SortName; direction: Direction; onSort: (sort: SortName, direction: Direction) => void };
  pagination?: IndexTableProps['pagination'];
}) {
  const t = useT();
  const { rows, loading, acts, order, pagination } = props;
  const { smDown } = useBreakpoints();
  const table = useMixedBoxes();
  const { selectedResources, handleSelectionChange, clearSelection } = useIndexResourceState(rows);
  const chosen = rows.filter(({ id }) => selectedResources.includes(id));
  const actions = acts.map(({ content, onAct }) => ({
    content: t(content),
    onAction: () => {
      onAct(chosen);
      clearSelection();
    },
  }));
  const [first, ...rest] = COLUMNS.map(({ title }) => ({ title: t(title) }));
  if (first === undefined) return null;
  return (
    <div ref={table}>
      <IndexTable
        resourceName={{ singular: t('request'), plural: t('requests') }}
        headings={[first, ...rest]}
        itemCount={rows.length}
        selectedItemsCount={chosen.length}
        onSelectionChange={handleSelectionChange}
        promotedBulkActions={actions.slice(0, 2)}
        bulkActions={actions.slice(2)}
        condensed={smDown}
        loading={loading}
        pagination={pagination}
        {...(order && {
          sortable: COLUMNS.map(({ sort }) => sort !== undefined),
          sortColumnIndex: COLUMNS.findIndex(({ sort }) => sort === order.sort),
          sortDirection: DIRECTIONS[order.direction],
          defaultSortDirection: 'ascending' as const,
          onSort: (column: number, direction: 'ascending' | 'descending') => {
            const sort = COLUMNS[column]?.sort;
            if (sort) order.onSort(sort, direction === 'ascending' ? 'asc' : 'desc');
          },
        })}
      >
        {rows.map((row, position) => (
          <IndexTable.Row
            id={row.id}
            key={row.id}
            position={position}
            selected={selectedResources.includes(row.id)}
          >
            {smDown ? (
              <Box paddingInline="400" paddingBlock="300" width="100%">
                <Entry {...row} />
              </Box>
            ) : (
              COLUMNS.map(({ title, Cell }) => (
                <IndexTable.Cell key={title}>
                  <Cell {...row} />
                </IndexTable.Cell>
              ))
            )}
          </IndexTable.Row>
        ))}
      </IndexTable>
    </div>
  );
}
