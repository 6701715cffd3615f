/** Which records a search finds: what each documented filter looks at, and how values compare. */
import type { StoreRecord, Value } from '#sandbox/store/store.ts';
import { compareIds, isRecord, pluck } from './record.ts';
import type { Comparator, Term } from './search.ts';

type Look = (record: StoreRecord) => Value[];
const at = (...paths: string[]): Look => {
  const split = paths.map((path) => path.split('.'));
  return (record) => split.flatMap((path) => pluck(record, path));
};

function orderStatus(order: StoreRecord): Value[] {
  if (order.cancelledAt) return ['cancelled', 'not_closed', 'any'];
  return order.closed === true || order.closedAt ? ['closed', 'any'] : ['open', 'not_closed', 'any'];
}

const FULFILLMENT_WORDS: Record<string, string[]> = {
  FULFILLED: ['shipped', 'fulfilled'],
  PARTIALLY_FULFILLED: ['partial'],
  UNFULFILLED: ['unshipped', 'unfulfilled'],
};

/** Filters whose name is not simply the field's name in snake case. `Type.filter` goes before `filter`. */
const LOOKS: Record<string, Look> = {
  id: at('id'),
  tag: at('tags'),
  email: at('email', 'defaultEmailAddress.emailAddress'),
  phone: at('phone', 'defaultPhoneNumber.phoneNumber'),
  country: at('addressesV2.country', 'addressesV2.countryCodeV2'),
  customer_id: at('customer.id'),
  recipient_id: at('recipientAttributes.recipient.id'),
  orders_count: at('numberOfOrders'),
  total_spent: at('amountSpent.amount'),
  order_date: at('orders.createdAt'),
  customer_date: at('createdAt'),
  accepts_marketing: (record) =>
    at('defaultEmailAddress.marketingState')(record).map((state) => state === 'SUBSCRIBED'),
  financial_status: at('displayFinancialStatus'),
  fulfillment_status: (record) =>
    at('displayFulfillmentStatus')(record).flatMap((status) => FULFILLMENT_WORDS[String(status)] ?? [status]),
  gateway: at('paymentGatewayNames'),
  payment_id: at('transactions.paymentId'),
  sku: at('lineItems.sku'),
  discount_code: at('discountCodes', 'discountCode'),
  current_total_price: at('currentTotalPriceSet.shopMoney.amount'),
  operation_type: at('type'),
  published_status: (record) => [record.publishedAt ? 'published' : 'unpublished'],
  comments: (record) => [record.__typename === 'CommentEvent'],
  'Order.status': orderStatus,
  'Order.name': (record) => [record.name ?? null, String(record.name ?? '').replace(/^#/, '')],
};

/** Where a bare word is looked for. */
const DEFAULTS: Record<string, Look> = {
  Customer: at(
    'firstName',
    'lastName',
    'displayName',
    'email',
    'defaultEmailAddress.emailAddress',
    'phone',
    'defaultPhoneNumber.phoneNumber',
    'addressesV2.company',
    'addressesV2.city',
  ),
  Order: at('name', 'email', 'customer.displayName', 'shippingAddress.name', 'billingAddress.name'),
};
const DEFAULT_LOOK = at('name', 'title', 'displayName', 'email', 'note', 'code', 'handle');

const camelCase = (filter: string) =>
  filter.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function lookOf(typeName: string, filter: string): Look {
  const metafield = /^metafields\.(.+)\.([^.]+)$/.exec(filter);
  if (metafield) {
    return (record) =>
      pluck(record, ['metafields'])
        .filter(isRecord)
        .filter(({ namespace, key }) => namespace === metafield[1] && key === metafield[2])
        .map(({ value }) => value);
  }
  return LOOKS[`${typeName}.${filter}`] ?? LOOKS[filter] ?? at(camelCase(filter));
}

const COMPARE: Record<Comparator, (order: number) => boolean> = {
  '': (order) => order === 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** The span of time that a date names: `2026` a year, `2026-03-01` a day, a full date-time an instant. */
function spanOf(text: string, now: number): [from: number, to: number] {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text);
  if (!parts) {
    const instant = text === 'now' ? now : Date.parse(text);
    return [instant, instant];
  }
  const [year, month, day] = parts.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  const from = Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1);
  const to = month === undefined ? [1, 0, 0] : day === undefined ? [0, 1, 0] : [0, 0, 1];
  const until = Date.UTC(
    (year ?? 0) + (to[0] ?? 0),
    (month ?? 1) - 1 + (to[1] ?? 0),
    (day ?? 1) + (to[2] ?? 0),
  );
  return [from, until - 1];
}

function compareTime(value: Value, term: Term, now: number): boolean {
  const [from, to] = spanOf(term.value, now);
  const time = Date.parse(String(value));
  return COMPARE[term.comparator](time < from ? -1 : time > to ? 1 : 0);
}

const words = (text: string) =>
  text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);

function compareText(value: Value, term: Term): boolean {
  const wanted = term.value.toLowerCase();
  const text = String(value).toLowerCase();
  if (term.comparator !== '') {
    const order = Number(text) - Number(wanted);
    return COMPARE[term.comparator](Number.isNaN(order) ? text.localeCompare(wanted) : order);
  }
  if (term.prefix) return text.startsWith(wanted) || words(text).some((word) => word.startsWith(wanted));
  if (text === wanted) return true;
  const [all, some] = [words(text), words(wanted)];
  return some.length > 0 && all.some((_, start) => some.every((word, index) => all[start + index] === word));
}

type Compare = (value: Value, term: Term, now: number) => boolean;
const compareNumber: Compare = (value, term) => COMPARE[term.comparator](Number(value) - Number(term.value));
const COMPARE_BY_TYPE: Record<string, Compare> = {
  id: (value, term) => COMPARE[term.comparator](compareIds(value, term.value)),
  integer: compareNumber,
  float: compareNumber,
  boolean: (value, term) => String(value) === term.value.toLowerCase(),
  time: compareTime,
  date: compareTime,
};

/** A test for one term of a search. `filterType` is the documented type of the term's field. */
export function termTest(
  typeName: string,
  term: Term,
  filterType: string,
  now: number,
): (record: StoreRecord) => boolean {
  if (term.field === null) {
    const look = DEFAULTS[typeName] ?? DEFAULT_LOOK;
    return (record) => look(record).some((value) => compareText(value, term));
  }
  if (term.field === 'tag_not') {
    const look = lookOf(typeName, 'tag');
    return (record) => !look(record).some((value) => compareText(value, term));
  }
  const look = lookOf(typeName, term.field);
  if (term.prefix && term.value === '') return (record) => look(record).length > 0;
  const compare = COMPARE_BY_TYPE[filterType] ?? compareText;
  return (record) => look(record).some((value) => compare(value, term, now));
}
