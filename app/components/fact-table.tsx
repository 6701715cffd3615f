import { BlockStack, Box, IndexTable, type IndexTableProps, Text, useBreakpoints } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useT } from './words.tsx';

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
}

/** Where the neighbouring pages are; null where there is none. */
export interface Pager {
  previous: string | null;
  next: string | null;
}

/** Polaris's pagination out of the two places of a keyset page: links, so that a page has an address. */
function paginationOf(path: string, { previous, next }: Pager, label: string): IndexTableProps['pagination'] {
  const to = (place: string) => `${path}${path.includes('?') ? '&' : '?'}${place}`;
  return {
    hasPrevious: previous !== null,
    hasNext: next !== null,
    previousURL: previous === null ? undefined : to(`after=${previous}`),
    nextURL: next === null ? undefined : to(`before=${next}`),
    accessibilityLabel: label,
  };
}

/**
 * A table to read; on a phone a list, one entry per row. Rows are links where a cell holds one marked
 * `dataPrimaryLink`.
 */
export function FactTable<Row>(props: {
  name: { singular: string; plural: string };
  columns: [Column<Row>, ...Column<Row>[]];
  rows: Row[];
  keyOf: (row: Row) => string;
  /** A row as an entry of the phone's list; unless given, each cell under its title. */
  entry?: (row: Row) => ReactNode;
  loading?: boolean;
  /** `path` may say what is shown, after a question mark. */
  paging?: Pager & { path: string };
}) {
  const { name, columns, rows, keyOf, entry, loading, paging } = props;
  const { smDown } = useBreakpoints();
  const t = useT();
  const [first, ...rest] = columns;
  const pagination =
    paging && (paging.previous ?? paging.next) !== null
      ? paginationOf(paging.path, paging, t('Pages'))
      : undefined;
  return (
    <IndexTable
      resourceName={name}
      headings={[{ title: t(first.title) }, ...rest.map(({ title }) => ({ title: t(title) }))]}
      itemCount={rows.length}
      selectable={false}
      condensed={smDown}
      loading={loading}
      pagination={pagination}
    >
      {rows.map((row, position) => (
        <IndexTable.Row id={keyOf(row)} key={keyOf(row)} position={position}>
          {smDown ? (
            <Box paddingInline="400" paddingBlock="300" width="100%">
              {entry ? entry(row) : <Cells columns={columns} row={row} />}
            </Box>
          ) : (
            columns.map(({ title, cell }) => <IndexTable.Cell key={title}>{cell(row)}</IndexTable.Cell>)
          )}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

function Cells<Row>({ columns, row }: { columns: Column<Row>[]; row: Row }) {
  const t = useT();
  return (
    <BlockStack gap="150">
      {columns.map(({ title, cell }) => (
        <div key={title}>
          <Text as="span" variant="bodySm" tone="subdued">
            {t(title)}
          </Text>
          <div>{cell(row)}</div>
        </div>
      ))}
    </BlockStack>
  );
}
