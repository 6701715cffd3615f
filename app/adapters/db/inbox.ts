import type { Direction, SortName } from '../../core/inbox.ts';
import type { Prisma } from './generated/client.ts';

/** What the inbox is asked for; null = whatever it is. */
export interface InboxQuestion {
  scope: 'open' | 'closed' | 'all';
  states: string[] | null;
  kinds: string[] | null;
  sources: string[] | null;
  laws: string[] | null;
  /** `none`: nobody looks after it. */
  owner: { id: string } | 'none' | null;
  /** Days, `YYYY-MM-DD`, both included; only of open ones. */
  dueFrom: string | null;
  dueTo: string | null;
  /** For what it waits (core/waits); only of open ones. */
  waits: string | null;
  /** `YYYY-MM-DD`: what waits for a later day is no longer due. */
  today: string;
  sort: SortName;
  direction: Direction;
  /** The row beyond which it goes on, by what the order looks at. */
  beyond: { number: number; due: Date; receivedAt: Date } | null;
  take: number;
}

/** How far a rare combination is looked for in the order of the list before it is looked for by what it is. */
const NEAR = 1_000;

const COLUMNS: Record<SortName, string[]> = {
  due: ['due', 'number'],
  received: ['received_at', 'number'],
  number: ['number'],
};
const KEYS = {
  due: ({ due }: NonNullable<InboxQuestion['beyond']>) => due.toISOString().slice(0, 10),
  received_at: ({ receivedAt }: NonNullable<InboxQuestion['beyond']>) => receivedAt.toISOString(),
  number: ({ number }: NonNullable<InboxQuestion['beyond']>) => number,
};
const TYPES: Record<string, string> = { due: 'date', received_at: 'timestamptz', number: 'int' };

const isDueAsked = ({ dueFrom, dueTo }: InboxQuestion): boolean => (dueFrom ?? dueTo) !== null;

type Bind = (value: unknown, type: string) => string;
function waitsFor({ waits, today }: InboxQuestion, bind: Bind): string[] {
  if (waits === null) return [];
  const until = ['person', 'shopify', 'date'].includes(waits)
    ? [`r.waits_until >= ${bind(today, 'date')}`]
    : [];
  return [`r.waits_for = ${bind(waits, 'text')}`, ...until];
}

/** The parts of the statement; values go as parameters, names come from the tables above. */
function partsOf(shopId: string, question: InboxQuestion) {
  const values: unknown[] = [];
  const bind: Bind = (value, type) => `$${values.push(value)}::${type}`;
  const when = (wanted: boolean, condition: () => string) => (wanted ? [condition()] : []);
  const { scope, owner, sort, direction, beyond } = question;
  const shop = `r.shop_id = ${bind(shopId, 'uuid')}`;
  const columns = COLUMNS[sort];
  const among = (column: string, chosen: string[] | null) =>
    chosen === null ? [] : [`r.${column} = ANY(${bind(chosen, 'text[]')})`];
  const keyOf = (row: NonNullable<typeof beyond>) =>
    columns.map((column) => bind(KEYS[column as keyof typeof KEYS](row), TYPES[column] ?? 'text')).join(', ');
  const sign = direction === 'asc' ? '>' : '<';
  const owned =
    owner === null ? [] : [owner === 'none' ? 'r.owner IS NULL' : `r.owner = ${bind(owner.id, 'text')}`];
  return {
    values,
    shop,
    scope: { open: ['r.closed_at IS NULL'], closed: ['r.closed_at IS NOT NULL'], all: [] }[scope],
    owned,
    facets: [
      ...among('kind', question.kinds),
      ...among('source', question.sources),
      ...among('jurisdiction', question.laws),
    ],
    states: among('state', question.states),
    due: [
      ...when(question.dueFrom !== null, () => `r.due >= ${bind(question.dueFrom, 'date')}`),
      ...when(question.dueTo !== null, () => `r.due <= ${bind(question.dueTo, 'date')}`),
    ],
    waits: waitsFor(question, bind),
    /** What is due calls for somebody, but for what waits for a day that is still to come: two lists, each in order. */
    calling: isDueAsked(question)
      ? ['r.waits_until IS NULL', `r.waits_until < ${bind(question.today, 'date')}`]
      : [],
    beyond:
      beyond === null
        ? []
        : [`(${columns.map((name) => `r.${name}`).join(', ')}) ${sign} (${keyOf(beyond)})`],
    order: `ORDER BY ${columns.map((name) => `r.${name} ${direction}`).join(', ')}`,
    inOrderOfDue: sort === 'due',
    take: bind(question.take, 'int'),
  };
}
type Parts = ReturnType<typeof partsOf>;

const FIELDS = 'r.number, r.due, r.received_at';
const all = (conditions: string[]): string => conditions.join(' AND ') || 'true';
/** A fence: what stands in it is planned by itself, however few of its rows are wanted outside. */
const fenced = (columns: string, conditions: string[], name = 'r'): string =>
  `(SELECT ${columns} FROM request r WHERE ${all(conditions)} OFFSET 0) ${name}`;

/** Open requests are few, and have indexes of their own: whichever is taken, no more than these are looked at. */
function amongOpen(parts: Parts): string {
  const { shop, scope, owned, facets, states, due, waits, calling, beyond, order, inOrderOfDue, take } =
    parts;
  const asked = [shop, 'r.closed_at IS NULL', ...scope, ...owned, ...facets, ...states, ...due];
  const wanted = [...asked, ...waits, ...beyond];
  if (calling.length === 0)
    return `SELECT r.number FROM request r WHERE ${all(wanted)} ${order} LIMIT ${take}`;
  // In another order than that of the dates the index of the dates tells them, too: no list is walked for a few of them.
  const from = (one: string) =>
    inOrderOfDue ? `request r WHERE ${all([...wanted, one])}` : fenced(FIELDS, [...wanted, one]);
  const lists = calling.map((one) => `(SELECT ${FIELDS} FROM ${from(one)} ${order} LIMIT ${take})`);
  return `SELECT r.number FROM (${lists.join(' UNION ALL ')}) r ${order} LIMIT ${take}`;
}

const inOrder = ({ shop, scope, states, beyond, order, take }: Parts): string =>
  `SELECT r.number FROM request r WHERE ${all([shop, ...scope, ...states, ...beyond])} ${order} LIMIT ${take}`;

/**
 * What is frequent is found soon by going along the list. What is not has few rows, so all of them are taken by the
 * index of what they are, and ordered. Which of both it is nobody has to guess: the one is tried first, and so far
 * that the other cannot have many more.
 */
function nearOrFar(parts: Parts, scope: InboxQuestion['scope']): string {
  const { shop, owned, facets, states, beyond, order, take } = parts;
  const asked = [...owned, ...facets];
  const along = `(SELECT ${FIELDS}, r.kind, r.source, r.jurisdiction, r.owner FROM request r
    WHERE ${all([shop, ...parts.scope, ...states, ...beyond])} ${order} LIMIT ${NEAR}) r`;
  const few = `(SELECT count(*) FROM near) < ${take}`;
  const far = [
    // A closed one is in no other state, and found without looking at the row.
    `SELECT * FROM ${fenced(FIELDS, [shop, 'r.closed_at IS NOT NULL', ...asked, ...beyond])} WHERE ${few}`,
    ...(scope === 'all'
      ? [
          `SELECT * FROM ${fenced(FIELDS, [shop, 'r.closed_at IS NULL', ...asked, ...states, ...beyond])} WHERE ${few}`,
        ]
      : []),
  ];
  return `WITH near AS MATERIALIZED (SELECT ${FIELDS} FROM ${along} WHERE ${all(asked)} ${order} LIMIT ${take})
    SELECT r.number FROM (
      SELECT * FROM near WHERE NOT ${few} UNION ALL ${far.join(' UNION ALL ')}
    ) r ${order} LIMIT ${take}`;
}

/** The statement that answers a question, and its values. Exported for the bench, which looks at its plan. */
export function inboxStatement(shopId: string, question: InboxQuestion): { text: string; values: unknown[] } {
  const parts = partsOf(shopId, question);
  const { values, owned, facets } = parts;
  if (question.scope === 'open' || isDueAsked(question) || question.waits !== null)
    return { text: amongOpen(parts), values };
  const isNarrowed = facets.length + owned.length > 0;
  return { text: isNarrowed ? nearOrFar(parts, question.scope) : inOrder(parts), values };
}

/** Numbers of the requests that a page of the inbox shows, in its order: as fast among a million as among a thousand. */
export async function readInbox(
  tx: Pick<Prisma.TransactionClient, '$queryRawUnsafe'>,
  shopId: string,
  question: InboxQuestion,
): Promise<number[]> {
  const { text, values } = inboxStatement(shopId, question);
  const rows = await tx.$queryRawUnsafe<{ number: number }[]>(text, ...values);
  return rows.map(({ number }) => number);
}
