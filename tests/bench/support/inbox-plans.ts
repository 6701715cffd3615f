/** How the database answers the inbox's questions: nothing may be read from one end to the other. */
import pg from 'pg';
import { inboxStatement } from '#app/adapters/db/inbox.ts';
import { placeOf } from '#app/core/inbox-place.ts';
import { questionOf } from '#app/services/list-requests.ts';
import { QUESTIONS } from './inbox-questions.ts';
import { type InboxShop, READER, todayOf } from './inbox-shop.ts';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Loops': number;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Questions for which a table is read whole, with the table; as the app asks them, within its shop. */
export async function scannedTables(shop: InboxShop): Promise<string[]> {
  const { shopId, database } = shop;
  const client = new pg.Client({ connectionString: database.appUrl, options: '-c role=privacy_desk_app' });
  await client.connect();
  try {
    await client.query(`SELECT set_config('privacy_desk.shop_id', $1, false)`, [shopId]);
    const found: string[] = [];
    for (const { name, address } of QUESTIONS) {
      if (address === null) continue;
      const { query } = placeOf(new URLSearchParams(address), []);
      const question = questionOf(query, { reader: READER, today: todayOf(shop) });
      const { text, values } = inboxStatement(shopId, { ...question, beyond: null, take: 26 });
      const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
      const whole = nodesOf(rows[0]['QUERY PLAN'][0].Plan).filter(
        (node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0,
      );
      for (const node of whole) found.push(`${name}: ${node['Relation Name']}`);
    }
    return found;
  } finally {
    await client.end();
  }
}
