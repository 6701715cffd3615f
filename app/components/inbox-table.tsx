import {
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
import type { Direction, SortName } from '../core/inbox.ts';
import type { InboxRow } from './inbox-view.ts';
import { DueBadge, StateBadges } from './request-badges.tsx';

const NumberLink = ({ number }: InboxRow) => (
  <Link url={`/app/requests/${number}`} dataPrimaryLink monochrome removeUnderline>
    <Text as="span" variant="bodyMd" fontWeight="semibold">
      #{number}
    </Text>
  </Link>
);
const Owner = ({ owner }: InboxRow) =>
  owner ?? (
    <Text as="span" tone="subdued">
      Nobody
    </Text>
  );

/** A column, and the order that its heading gives the list. */
const COLUMNS: { title: string; sort?: SortName; cell: (row: InboxRow) => React.ReactNode }[] = [
  { title: 'Request', sort: 'number', cell: NumberLink },
  { title: 'Person', cell: ({ person }) => person },
  { title: 'Kind', cell: ({ kind }) => kind },
  { title: 'State', cell: StateBadges },
  { title: 'Due', sort: 'due', cell: ({ due }) => due && <DueBadge due={due} /> },
  { title: 'Owner', cell: Owner },
  { title: 'Source', cell: ({ source }) => source },
];
const [FIRST, ...REST] = COLUMNS.map(({ title }) => ({ title }));
const DIRECTIONS = { asc: 'ascending', desc: 'descending' } as const;

/** A request on a phone. */
const Entry = (row: InboxRow) => (
  <BlockStack gap="150">
    <InlineStack align="space-between" gap="200">
      <NumberLink {...row} />
      <Text as="span" tone="subdued" variant="bodySm">
        {row.kind}
      </Text>
    </InlineStack>
    <Text as="span" breakWord>
      {row.person}
    </Text>
    <Text as="span" tone="subdued" variant="bodySm">
      {row.source}, {row.received}
      {row.owner === null ? '' : `. Owner: ${row.owner}`}
    </Text>
    <InlineStack gap="100">
      <StateBadges state={row.state} blocked={row.blocked} />
      {row.due && <DueBadge due={row.due} />}
    </InlineStack>
  </BlockStack>
);

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
  content: string;
  onAct: (rows: InboxRow[]) => void;
}

const NAME = { singular: 'request', plural: 'requests' };

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
  const { rows, loading, acts, order, pagination } = props;
  const { smDown } = useBreakpoints();
  const table = useMixedBoxes();
  const { selectedResources, allResourcesSelected, handleSelectionChange, clearSelection } =
    useIndexResourceState(rows);
  const chosen = rows.filter(({ id }) => selectedResources.includes(id));
  const actions = acts.map(({ content, onAct }) => ({
    content,
    onAction: () => {
      onAct(chosen);
      clearSelection();
    },
  }));
  if (FIRST === undefined) return null;
  return (
    <div ref={table}>
      <IndexTable
        resourceName={NAME}
        headings={[FIRST, ...REST]}
        itemCount={rows.length}
        selectedItemsCount={allResourcesSelected ? 'All' : chosen.length}
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
              COLUMNS.map(({ title, cell }) => <IndexTable.Cell key={title}>{cell(row)}</IndexTable.Cell>)
            )}
          </IndexTable.Row>
        ))}
      </IndexTable>
    </div>
  );
}
