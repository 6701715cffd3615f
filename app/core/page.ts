/**
 * Where a page of a list begins, by the key of a row beside it: `before` and `after` in the order of the keys,
 * so that rows that come in meanwhile shift nothing. Neither: the first page.
 */
export interface PagePlace {
  before: string | null;
  after?: string | null;
}

/** One page, newest (greatest key) first, with the places of its neighbours; null where there is none. */
export interface ListPage<Row> {
  shown: Row[];
  /** `after` of the page before this one. */
  previous: string | null;
  /** `before` of the page that follows. */
  next: string | null;
}

/** A stretch of a list: the rows beyond a key, nearest first. */
export type ReadRows<Row> = (stretch: {
  beyond: { lt: string } | { gt: string } | undefined;
  order: 'asc' | 'desc';
  take: number;
}) => Promise<Row[]>;

/** Reads one page; one row more than it shows tells whether there is another. */
export async function readPage<Row>(
  place: PagePlace,
  size: number,
  read: ReadRows<Row>,
  keyOf: (row: Row) => string,
): Promise<ListPage<Row>> {
  const take = size + 1;
  const key = (row: Row | undefined) => (row === undefined ? null : keyOf(row));
  const { before, after } = place;
  if (after) {
    const rows = await read({ beyond: { gt: after }, order: 'asc', take });
    const shown = rows.slice(0, size).reverse();
    if (rows.length > size) return { shown, previous: key(shown[0]), next: key(shown.at(-1)) };
    // The newest page is always the full one, whichever way one comes to it.
  }
  const beyond = before && !after ? { lt: before } : undefined;
  const rows = await read({ beyond, order: 'desc', take });
  const shown = rows.slice(0, size);
  return {
    shown,
    previous: beyond ? key(shown[0]) : null,
    next: rows.length > size ? key(shown.at(-1)) : null,
  };
}
