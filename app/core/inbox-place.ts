import { FIRST_VIEW, type InboxQuery, isViewName, readQuery, saysQuery, VIEWS, writeQuery } from './inbox.ts';

/** Where the inbox is: which tab, and what it shows. */
export interface InboxPlace {
  /** Name of a view, or id of a saved one. */
  view: string;
  query: InboxQuery;
}

export type SavedQueries = { id: string; query: string }[];

/** What a tab shows by itself; null for one that is not there (any more). */
export function queryOfView(view: string, saved: SavedQueries): InboxQuery | null {
  if (isViewName(view)) return VIEWS[view].query;
  const own = saved.find(({ id }) => id === view);
  return own ? readQuery(new URLSearchParams(own.query)) : null;
}

/** What an address shows: what it says itself, or what its tab does, or the first tab. */
export function placeOf(address: URLSearchParams, saved: SavedQueries): InboxPlace {
  const named = address.get('view') ?? FIRST_VIEW;
  const own = queryOfView(named, saved);
  const view = own === null ? FIRST_VIEW : named;
  if (saysQuery(address)) return { view, query: readQuery(address) };
  return { view, query: own ?? VIEWS[FIRST_VIEW].query };
}

/** The address of a place: a tab as it is needs no more than its name. */
export function addressOf({ view, query }: InboxPlace, saved: SavedQueries): string {
  const own = queryOfView(view, saved);
  const asSaved = own !== null && writeQuery(own) === writeQuery(query);
  if (asSaved) return view === FIRST_VIEW ? '/app/requests' : `/app/requests?view=${view}`;
  return `/app/requests?view=${view}&${writeQuery(query)}`;
}
