import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { COMMENT_REMOVABLE_MS } from '#app/core/comment.ts';
import { Failure } from '#app/core/failure.ts';
import {
  FILTERS,
  type FilterName,
  type InboxQuery,
  readQuery,
  SORTS,
  statesOf,
  writeQuery,
} from '#app/core/inbox.ts';
import { localDay } from '#app/core/local-day.ts';
import { REQUEST_KIND_NAMES, REQUEST_STATES } from '#app/core/request.ts';
import { assignRequests } from '#app/services/assign-request.ts';
import { addComment, readComments, removeComment } from '#app/services/comment.ts';
import type { Deps } from '#app/services/deps.ts';
import { exportRequests } from '#app/services/export-requests.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { listRequests } from '#app/services/list-requests.ts';
import { deleteView, saveView } from '#app/services/save-view.ts';
import { searchRequests } from '#app/services/search-requests.ts';
import { startRequest } from '#app/services/start-request.ts';
import { withClient } from '#sandbox/database.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';

const SHOP = 'inbox.myshopify.com';
const OTHER = 'elsewhere.myshopify.com';
const ADA = { kind: 'staff', id: '11' } as const;
const BEN = { kind: 'staff', id: '22' } as const;

let app: TestApp;
let shopId: string;
const onDatabase = async (sql: string, values: unknown[] = []) => {
  const { rows } = await withClient(app.database.ownerUrl, (client) => client.query(sql, values));
  return rows;
};
/** Only what a service may use of Shopify is taken away: nothing here may need it. */
const deps = (): Deps => ({
  ...app.deps,
  findOrders: async () => {
    throw new Failure('shop-frozen', 'The shop is frozen.');
  },
});
const start = (subject: { email?: string; phone?: string; customerId?: string }, shop = shopId) =>
  startRequest(app.deps, {
    shopId: shop,
    kind: 'access',
    actor: ADA,
    formId: crypto.randomUUID(),
    subject: { customerId: null, email: null, phone: null, orderIds: [], ...subject },
  });

interface Row {
  id: string;
  number: number;
  kind: string;
  source: string;
  state: string;
  owner: string | null;
  received: string;
  due: string;
  waits: string | null;
  until: string | null;
}
let rows: Row[];

/** Requests in every state, of every kind, old and due, many of them alike. */
async function fill(): Promise<void> {
  const kinds = REQUEST_KIND_NAMES;
  const states = Object.keys(REQUEST_STATES);
  const today = localDay(app.deps.now(), 'UTC');
  await onDatabase(
    `INSERT INTO request (shop_id, id, number, kind, source, state, jurisdiction, rule_version, received_at,
       received_on, due, raw_due, safe_due, subject_key_id, closed_at, owner)
     SELECT $1, gen_random_uuid(), 2000 + n, ($2::text[])[1 + n % $3], CASE WHEN n % 3 = 0 THEN 'staff' ELSE 'platform' END,
       s.state, 'unknown', 1, $6::date + (n % 40) * interval '1 day' - interval '60 days', $6::date,
       $6::date + (n * 7 % 60) - 20, $6::date, $6::date, gen_random_uuid(),
       CASE WHEN s.state = 'closed' THEN now() END,
       CASE n % 5 WHEN 0 THEN '11' WHEN 1 THEN '22' WHEN 2 THEN '33' END
     FROM generate_series(1, 330) n, LATERAL (SELECT CASE WHEN n % 2 = 0 THEN 'closed' ELSE ($4::text[])[1 + n % $5] END AS state) s`,
    [shopId, kinds, kinds.length, states, states.length, today],
  );
  // What waits for a day that is over, such as while the worker stands still, waits no more.
  await onDatabase(
    `UPDATE request SET
       waits_for = (ARRAY['blocked', 'you', 'shopify', 'date'])
         [1 + number / 2 % 2 + CASE WHEN state = 'carrying-out' THEN 2 ELSE 0 END],
       waits_until = CASE WHEN state = 'carrying-out' THEN $2::date + (number % 7) - 3 END
     WHERE shop_id = $1 AND (number % 11 < 3 OR state = 'carrying-out') AND closed_at IS NULL`,
    [shopId, today],
  );
  rows = await onDatabase(
    `SELECT id, number, kind, source, state, owner, received_at::text AS received, due::text,
       waits_for AS waits, waits_until::text AS until
     FROM request WHERE shop_id = $1 ORDER BY number`,
    [shopId],
  );
}

beforeAll(async () => {
  app = await createTestApp();
  shopId = await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
  await fill();
});
afterAll(() => app.close());

/** What the inbox is to show, said the simple way. */
function expected({ filters, sort, direction }: InboxQuery, reader: string): number[] {
  const today = localDay(app.deps.now(), 'UTC');
  const within = (row: Row, days: number) =>
    row.due >= today && Date.parse(row.due) - Date.parse(today) <= days * 86_400_000;
  const isDue: Record<string, (row: Row) => boolean> = {
    overdue: (row) => row.due < today,
    week: (row) => within(row, 7),
    month: (row) => within(row, 31),
  };
  const isOpen = (row: Row) => row.state !== 'closed';
  const isForeseen = (row: Row) => row.until !== null && row.until >= today;
  const isWaiting: Record<string, (row: Row) => boolean> = {
    you: (row) => row.waits === 'you',
    blocked: (row) => row.waits === 'blocked',
    shopify: (row) => row.waits === 'shopify' && isForeseen(row),
    date: (row) => row.waits === 'date' && isForeseen(row),
  };
  const holds: Record<FilterName, (row: Row, value: string) => boolean> = {
    state: (row, value) => (value === 'open' ? isOpen(row) : row.state === value),
    kind: (row, value) => row.kind === value,
    source: (row, value) => row.source === value,
    law: (_row, value) => value === 'unknown',
    owner: (row, value) =>
      row.owner ===
      ({ me: reader, nobody: null }[value] === undefined ? value : { me: reader, nobody: null }[value]),
    due: (row, value) => isOpen(row) && !isForeseen(row) && (isDue[value]?.(row) ?? false),
    waits: (row, value) => isOpen(row) && (isWaiting[value]?.(row) ?? false),
  };
  const fits = (row: Row) =>
    Object.entries(filters).every(([name, values]) =>
      values.some((value) => holds[name as FilterName](row, value)),
    );
  const key = { due: (row: Row) => row.due, received: (row: Row) => row.received, number: () => '' }[sort];
  const order = (one: Row, other: Row) => key(one).localeCompare(key(other)) || one.number - other.number;
  const found = rows.filter(fits).sort(order);
  return (direction === 'asc' ? found : found.reverse()).map(({ number }) => number);
}

const read = async (query: InboxQuery, page: { before?: string; after?: string } = {}) => {
  const address = new URLSearchParams(writeQuery(query));
  const list = await listRequests(app.deps, {
    shopId,
    reader: ADA,
    address,
    before: page.before ?? null,
    after: page.after,
  });
  return { ...list, numbers: list.lines.map(({ number }) => number) };
};

describe('the list', () => {
  const choices = (name: FilterName) => {
    const values = [...Object.keys(FILTERS[name].options), ...(name === 'owner' ? ['33', '44'] : [])];
    return fc.subarray(values, {
      minLength: 0,
      maxLength: FILTERS[name].several ? Math.min(3, values.length) : 1,
    });
  };
  const query = fc.record({
    filters: fc.record(
      Object.fromEntries(Object.keys(FILTERS).map((name) => [name, choices(name as FilterName)])) as Record<
        FilterName,
        fc.Arbitrary<string[]>
      >,
      { requiredKeys: [] },
    ),
    sort: fc.constantFrom(...(Object.keys(SORTS) as InboxQuery['sort'][])),
    direction: fc.constantFrom('asc', 'desc'),
  }) as fc.Arbitrary<InboxQuery>;

  test('shows what the filters say, in its order, page by page and back, whatever is combined', async () => {
    const once = fc.asyncProperty(query, async (asked) => {
      const wanted = readQuery(new URLSearchParams(writeQuery(asked)));
      const all = expected(wanted, ADA.id);
      const seen: number[] = [];
      let page = await read(wanted);
      expect(page.previous).toBe(null);
      for (;;) {
        seen.push(...page.numbers);
        if (page.next === null) break;
        const following = await read(wanted, { before: page.next });
        const back = await read(wanted, { after: following.previous ?? '' });
        expect(back.numbers).toEqual(page.numbers);
        page = following;
      }
      expect(seen).toEqual(all);
    });
    await fc.assert(once, { numRuns: 60 });
  });

  test('an address that says nonsense shows what is left of it', async () => {
    for (const address of ['kind=nothing&sort=due-asc', 'owner=%27%3B--&sort=due-asc', 'sort=drop-table'])
      expect(readQuery(new URLSearchParams(address))).toEqual({ filters: {}, sort: 'due', direction: 'asc' });
    const page = await read({ filters: {}, sort: 'number', direction: 'desc' }, { before: 'nonsense' });
    expect(page.numbers[0]).toBe(2330);
  });

  test('states that are all open need no closed ones, and the other way round', () => {
    expect(statesOf(['open'])).toEqual({ scope: 'open', states: null });
    expect(statesOf(['ready'])).toEqual({ scope: 'open', states: ['ready'] });
    expect(statesOf(['closed'])).toEqual({ scope: 'closed', states: null });
    expect(statesOf(['closed', 'ready'])).toEqual({ scope: 'all', states: ['closed', 'ready'] });
  });

  test('tabs that call for somebody say how many', async () => {
    const { counts } = await read({ filters: {}, sort: 'due', direction: 'asc' });
    const open = (owner: InboxQuery['filters']) =>
      Math.min(
        100,
        expected({ filters: { state: ['open'], ...owner }, sort: 'due', direction: 'asc' }, ADA.id).length,
      );
    expect(counts).toEqual({
      overdue: open({ due: ['overdue'] }),
      blocked: open({ waits: ['blocked'] }),
      mine: open({ owner: ['me'] }),
    });
  });
});

describe('a search', () => {
  test.each([
    ['an e-mail address, however it is written', ' Zoe@Example.COM ', { email: 'zoe@example.com' }],
    ['a phone number, however it is written', '+49 30 901820-10', { phone: '+493090182010' }],
    ['a customer id', '7001002003', { customerId: '7001002003' }],
    ['a customer’s global id', 'gid://shopify/Customer/7001002004', { customerId: '7001002004' }],
  ])('finds by %s, and shows who it is about', async (_what, words, subject) => {
    const { number } = await start(subject);
    const { lines } = await searchRequests(deps(), { shopId, shopDomain: SHOP, words });
    expect(lines.map((line) => line.number)).toEqual([number]);
    expect(lines[0]?.subject).toMatchObject(subject);
  });

  test('finds a request by its number though Shopify cannot be asked about the order of that name', async () => {
    for (const words of ['2007', '#2007']) {
      const found = await searchRequests(deps(), { shopId, shopDomain: SHOP, words });
      expect(found.lines.map(({ number }) => number)).toEqual([2007]);
      expect(found.orderProblem).toBe('The shop is frozen.');
    }
  });

  test('finds the requests of a buyer by the name of their order, which Shopify knows', async () => {
    const { number } = await start({ customerId: '8080808080' });
    const findOrders: Deps['findOrders'] = async (_shop, name) =>
      name === '#D-77'
        ? [
            { kind: 'order', value: '1' },
            { kind: 'customer', value: '8080808080' },
          ]
        : [];
    const found = await searchRequests(
      { ...deps(), findOrders },
      { shopId, shopDomain: SHOP, words: '#D-77' },
    );
    expect(found).toMatchObject({ orderKnown: true, orderProblem: null });
    expect(found.lines.map((line) => line.number)).toEqual([number]);
  });

  test('finds nothing by a part, by anything of another shop, or by an empty text', async () => {
    const other = await knowShop({ ...app.deps, isUniqueViolation }, OTHER);
    await start({ email: 'only@example.org' }, other);
    for (const words of ['zoe@example', 'only@example.org', '   ', 'zoe'])
      expect((await searchRequests(deps(), { shopId, shopDomain: SHOP, words })).lines).toEqual([]);
  });

  test('leaves no trace of what was looked for', async () => {
    await searchRequests(deps(), { shopId, shopDomain: SHOP, words: 'trace@example.com' });
    const entries = await onDatabase(`SELECT 1 FROM audit_event WHERE entry LIKE '%trace%'`);
    expect(entries).toEqual([]);
  });
});

describe('an owner', () => {
  const pick = (count: number) =>
    rows
      .filter(({ owner }) => owner === '33')
      .slice(0, count)
      .map(({ id }) => id);
  const ownersOf = async (ids: string[]) =>
    (await onDatabase('SELECT DISTINCT owner FROM request WHERE id = ANY($1)', [ids])).map(
      ({ owner }) => owner,
    );

  test('is given to many requests at once, and each change is in the log of its request', async () => {
    const ids = pick(3);
    const assign = () => assignRequests(app.deps, { shopId, ids, owner: ADA.id, actor: ADA });
    expect(await assign()).toEqual({ outcome: 'assigned', count: 3 });
    expect(await ownersOf(ids)).toEqual([ADA.id]);
    expect(await assign()).toEqual({ outcome: 'assigned', count: 0 });
    const events = await onDatabase(
      `SELECT entry FROM audit_event WHERE type = 'request.assigned' AND request_id = ANY($1)`,
      [ids],
    );
    expect(events.map(({ entry }) => JSON.parse(entry).data)).toEqual(
      ids.map(() => ({ from: '33', to: ADA.id })),
    );
  });

  test('can be taken away, and cannot be somebody whom the shop does not know', async () => {
    const ids = pick(1);
    const give = (owner: string | null) => assignRequests(app.deps, { shopId, ids, owner, actor: ADA });
    expect(await give('999')).toEqual({ outcome: 'unknown-staff' });
    expect(await give(null)).toEqual({ outcome: 'assigned', count: 1 });
    expect(await ownersOf(ids)).toEqual([null]);
  });

  test('is nothing that another shop’s staff can change', async () => {
    const other = await knowShop({ ...app.deps, isUniqueViolation }, OTHER);
    const outcome = await assignRequests(app.deps, {
      shopId: other,
      ids: pick(2),
      owner: ADA.id,
      actor: ADA,
    });
    expect(outcome).toEqual({ outcome: 'assigned', count: 0 });
  });
});

describe('a saved view', () => {
  const query = readQuery(new URLSearchParams('kind=erasure&sort=received-desc'));
  const save = (name: string, viewId: string | null = null, actor: { kind: 'staff'; id: string } = ADA) =>
    saveView(app.deps, { shopId, actor, viewId, name, query });
  const names = async (reader: { kind: 'staff'; id: string } = ADA) => {
    const list = await listRequests(app.deps, {
      shopId,
      reader,
      address: new URLSearchParams(),
      before: null,
    });
    return list.savedViews.map(({ name }) => name);
  };

  test('is kept, shown by its name alone, renamed and deleted, by its member of staff alone', async () => {
    const saved = await save('Erasures');
    if (saved.outcome !== 'saved') throw new Error(saved.outcome);
    const { viewId } = saved;
    const address = new URLSearchParams({ view: viewId });
    const list = await listRequests(app.deps, { shopId, reader: ADA, address, before: null });
    expect(list.place).toEqual({ view: viewId, query });
    expect(new Set(list.lines.map(({ kind }) => kind))).toEqual(new Set(['erasure']));
    expect(await names(BEN)).toEqual([]);
    expect(await save('Mine now', viewId, BEN)).toEqual({ outcome: 'not-there' });
    await deleteView(app.deps, { shopId, actor: BEN, viewId });
    await saveView(app.deps, { shopId, actor: ADA, viewId, name: 'Wipes', query: null });
    expect(await names()).toEqual(['Wipes']);
    await deleteView(app.deps, { shopId, actor: ADA, viewId });
    expect(await names()).toEqual([]);
  });

  test('has a name of its own, and there are not endlessly many', async () => {
    const saved = await Promise.all(['One', 'One', 'Two'].map((name) => save(name, null, BEN)));
    expect(saved.map(({ outcome }) => outcome).sort()).toEqual(['name-taken', 'saved', 'saved']);
    for (let at = 0; at < 40; at += 1) await save(`Number ${at}`, null, BEN);
    expect(await names(BEN)).toHaveLength(30);
  });
});

describe('the export', () => {
  const lines = async (address: string, numbers: number[] | null = null) => {
    const query = readQuery(new URLSearchParams(address));
    const text = await Array.fromAsync(
      await exportRequests(app.deps, { shopId, actor: ADA, query, numbers }),
    );
    return text.join('').replace('\uFEFF', '').trimEnd().split('\r\n');
  };

  test('has one line per request that the filters show, in their order, and none about persons', async () => {
    const [head, ...body] = await lines('kind=erasure&state=closed&sort=number-desc');
    expect(head).toBe('"number","kind","source","law","received_on","due","state","closed_at","owner"');
    const wanted = expected(
      readQuery(new URLSearchParams('kind=erasure&state=closed&sort=number-desc')),
      ADA.id,
    );
    expect(body.map((line) => Number(/\d+/.exec(line)?.[0]))).toEqual(wanted);
  });

  test('has the chosen ones alone, and is in the log without their numbers', async () => {
    expect(await lines('sort=due-asc', [2003, 2005])).toHaveLength(3);
    const [last] = await onDatabase(
      `SELECT entry FROM audit_event WHERE type = 'requests.exported' ORDER BY id DESC LIMIT 1`,
    );
    expect(JSON.parse(last.entry)).toMatchObject({
      actor: ADA,
      data: { selected: 2, filters: 'sort=due-asc' },
    });
  });
});

describe('a comment', () => {
  let requestId: string;
  beforeAll(async () => {
    ({ requestId } = await start({ email: 'comment@example.com' }));
  });
  const add = (text: string, actor = ADA as { kind: 'staff'; id: string }) =>
    addComment(app.deps, { shopId, requestId, text, actor });
  const comments = () => app.deps.unit(shopId, (unit) => readComments(app.deps, unit, requestId));

  test('is read by colleagues, and lies sealed', async () => {
    expect(await add('She called, 0170 5550123')).toEqual({ outcome: 'added' });
    const read = await comments();
    expect(read).toMatchObject({
      shut: false,
      comments: [{ text: 'She called, 0170 5550123', createdBy: ADA.id }],
    });
    const stored = await onDatabase(
      `SELECT t::text AS row FROM comment t UNION ALL SELECT entry FROM audit_event`,
    );
    const hex = Buffer.from('0170 5550123').toString('hex');
    for (const { row } of stored) {
      expect(row).not.toContain('0170 5550123');
      expect(row).not.toContain(hex);
    }
  });

  test('is taken back by whoever wrote it, for some minutes, and by nobody else', async () => {
    const [first] = (await comments()).comments;
    const remove = (actor: { kind: 'staff'; id: string }, later = 0) => {
      const now = () => new Date(Date.now() + later);
      return removeComment({ ...app.deps, now }, { shopId, actor, commentId: first?.id ?? '' });
    };
    expect(await remove(BEN)).toEqual({ outcome: 'not-there' });
    expect(await remove(ADA, COMMENT_REMOVABLE_MS + 1_000)).toEqual({ outcome: 'too-late' });
    expect(await remove(ADA)).toEqual({ outcome: 'removed' });
    expect((await comments()).comments).toEqual([]);
  });

  test('is shut once the person is erased: nobody reads it, and none is added', async () => {
    await add('Before the erasure');
    await onDatabase(`UPDATE data_key SET locked_at = now() WHERE request_id = $1 AND purpose = 'case'`, [
      requestId,
    ]);
    expect(await comments()).toEqual({ comments: [], shut: true });
    expect(await add('After it')).toEqual({ outcome: 'shut' });
  });
});
