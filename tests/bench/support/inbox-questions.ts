/** What staff do in the inbox: tabs, filters alone and together, orders, following pages, searches. */

import { VIEW_NAMES } from '#app/core/inbox.ts';
import type { SearchGuess } from '#app/core/request-search.ts';
import { listRequests } from '#app/services/list-requests.ts';
import { searchRequests } from '#app/services/search-requests.ts';
import { type InboxShop, KNOWN, LEFT, READER } from './inbox-shop.ts';

export interface InboxQuestionOfBench {
  name: string;
  /** How many rows it showed. */
  ask(shop: InboxShop): Promise<number>;
  /** What it says to the database; null for a search, which goes by an index of its own. */
  address: string | null;
}

const read = async ({ app, shopId }: InboxShop, address: string, before: string | null = null) =>
  listRequests(app.deps, { shopId, reader: READER, address: new URLSearchParams(address), before });

const page = (name: string, address: string): InboxQuestionOfBench => ({
  name,
  address,
  ask: async (shop) => (await read(shop, address)).lines.length,
});
/** The page that follows a request in the middle of the list. */
const deep = (name: string, address: string): InboxQuestionOfBench => ({
  name,
  address,
  ask: async (shop) => {
    const middle = 1000 + Math.round(shop.requests / 2);
    return (await read(shop, address, String(middle))).lines.length;
  },
});
const search = (what: string, words: string): InboxQuestionOfBench => ({
  name: `search: ${what}`,
  address: null,
  ask: async ({ app, shopId }) => {
    const deps = { ...app.deps, findOrders: async () => [] as SearchGuess['identifiers'] };
    return (await searchRequests(deps, { shopId, shopDomain: 'inbox.myshopify.com', words })).lines.length;
  },
});

const ORDERS = ['due-asc', 'due-desc', 'received-asc', 'received-desc', 'number-asc', 'number-desc'];

export const QUESTIONS: InboxQuestionOfBench[] = [
  ...VIEW_NAMES.map((view) => page(`tab: ${view}`, `view=${view}`)),
  ...ORDERS.map((order) => page(`all by ${order}`, `view=all&sort=${order}`)),
  ...ORDERS.map((order) => page(`open by ${order}`, `state=open&sort=${order}`)),
  ...ORDERS.map((order) => page(`closed by ${order}`, `state=closed&sort=${order}`)),
  page('open, one state', 'state=erasing&sort=due-asc'),
  page('open, rare kind', 'state=open&kind=restriction&sort=due-asc'),
  page('open, nobody’s', 'state=open&owner=nobody&sort=due-asc'),
  page('open, somebody’s, by number', 'state=open&owner=5&sort=number-desc'),
  page('open, due in a month, by number', 'state=open&due=month&sort=number-desc'),
  page('open, waiting for you', 'waits=you&sort=due-asc'),
  page('open, waiting for Shopify', 'waits=shopify&sort=due-asc'),
  page('open, waiting for a date', 'waits=date&sort=due-asc'),
  page('open, waiting for a date, by number', 'waits=date&sort=number-desc'),
  page('open, overdue, by number', 'due=overdue&sort=number-desc'),
  page('open, four filters', 'state=planned&kind=objection&source=staff&owner=5&sort=due-asc'),
  page('all, frequent kind', 'kind=access&sort=number-desc'),
  page('all, rare kind', 'kind=restriction&sort=number-desc'),
  page('all, rare kind, by due', 'kind=restriction&sort=due-asc'),
  page('all, a kind that there is not', 'kind=shop-erasure&sort=number-desc'),
  page('all, two kinds', 'kind=rectification,restriction&sort=received-asc'),
  page('all, from staff', 'source=staff&sort=received-desc'),
  page('all, one law', 'law=unknown&sort=due-desc'),
  page('all, somebody’s', 'owner=5&sort=number-desc'),
  page('all, somebody’s who left', `owner=${LEFT}&sort=number-asc`),
  page('all, somebody’s who never was', 'owner=123&sort=number-desc'),
  page('all, four filters', 'kind=restriction&source=staff&law=unknown&owner=5&sort=due-asc'),
  page('closed, rare kind', 'state=closed&kind=restriction&sort=received-desc'),
  page(
    'closed, rare kind from staff, somebody’s',
    'state=closed&kind=restriction&source=staff&owner=5&sort=due-desc',
  ),
  page('closed or ready, one law', 'state=closed,ready&law=unknown&sort=number-desc'),
  deep('next page: all, in the middle', 'view=all&sort=number-desc'),
  deep('next page: all by due, in the middle', 'view=all&sort=due-asc'),
  deep('next page: closed, in the middle', 'state=closed&sort=received-desc'),
  deep('next page: rare kind, in the middle', 'kind=restriction&sort=due-asc'),
  search('e-mail', KNOWN.email),
  search('phone', KNOWN.phone),
  search('customer id', KNOWN.customer),
  search('order id', KNOWN.order),
  search('request number', '#1500'),
  search('nothing to be found', 'nobody@example.com'),
];
