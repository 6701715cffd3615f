import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from './admin-api-world.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api[Symbol.asyncDispose]());

const ask = (root: string, field: string, query: string) =>
  api.ask(`query ($query: String) { ${root}(first: 50, query: $query) { nodes { ${field} } } }`, { query });

async function found(root: string, field: string, query: string): Promise<string[]> {
  const { body } = await ask(root, field, query);
  return Object(body).data[root].nodes.map((node: Record<string, string>) => node[field]);
}

describe('search syntax', () => {
  it.each([
    ['', ['Ada', 'Bob', 'Chloé', 'Dai', 'Eve']],
    ['email:bob@example.com', ['Bob']],
    ['email:"bob@example.com" OR email:eve@example.com', ['Bob', 'Eve']],
    ['phone:+49302312503', ['Chloé']],
    ['first_name:a*', ['Ada']],
    ['first_name:CHLOÉ', ['Chloé']],
    ['-first_name:Ada', ['Bob', 'Chloé', 'Dai', 'Eve']],
    ['NOT (first_name:Ada OR first_name:Bob) AND NOT first_name:Eve', ['Chloé', 'Dai']],
    ['tag:vip', ['Bob']],
    ["tag:'two words'", ['Bob']],
    ['tag_not:vip first_name:B*', []],
    ['orders_count:>=2 orders_count:<4', ['Bob', 'Chloé']],
    ['accepts_marketing:true', ['Ada', 'Chloé', 'Eve']],
    ['id:>3', ['Dai', 'Eve']],
    ['country:Germany id:2', ['Bob']],
    ['bob@example.com', ['Bob']],
    ['Eve Example', ['Eve']],
    ['last_name:Example first_name:*', ['Ada', 'Bob', 'Chloé', 'Dai', 'Eve']],
    ['(first_name:Ada', ['Ada']],
  ])('customers by %s', async (query, names) => {
    expect(await found('customers', 'firstName', query)).toEqual(names);
  });

  it.each([
    ['customer_id:1 name:1003', ['#1003']],
    ['name:#1003', ['#1003']],
    ['email:guest@example.org', ['#1007']],
    [
      'email:guest@example.org OR customer_id:1',
      ['#1001', '#1002', '#1003', '#1004', '#1005', '#1006', '#1007'],
    ],
    ['created_at:<2000-01-01', []],
    ['created_at:<=now status:open id:7', ['#1007']],
    ['status:closed', []],
  ])('orders by %s', async (query, names) => {
    expect((await found('orders', 'name', query)).toSorted()).toEqual(names);
  });

  it('a day names its whole span of time', async () => {
    const created = String(api.store.all('Order')[6]?.createdAt);
    const day = created.slice(0, 10);
    expect(await found('orders', 'name', `created_at:${day}`)).toContain('#1007');
    expect(await found('orders', 'name', `created_at:>${day}`)).not.toContain('#1007');
    expect(await found('orders', 'name', `created_at:>='${created}'`)).toContain('#1007');
  });

  it('a filter that Shopify does not document is ignored with a warning', async () => {
    const { body } = await ask('orders', 'name', 'phone:555 id:7');
    expect(body.data).toEqual({ orders: { nodes: [{ name: '#1007' }] } });
    expect(body.extensions?.search).toEqual([
      {
        path: ['orders'],
        query: 'phone:555 id:7',
        parsed: {
          and: [
            { field: 'phone', match_all: '555' },
            { field: 'id', match_all: '7' },
          ],
        },
        warnings: [
          { field: 'phone', message: 'Invalid search field for this query.', code: 'invalid_field' },
        ],
      },
    ]);
  });
});
