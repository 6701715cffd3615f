import type pg from 'pg';

/** What the door writes for one delivery. */
export interface DeliveryRow {
  shopId: string;
  id: string;
  topic: string;
  webhookId: string;
  shopDomain: string;
  eventId: string | null;
  triggeredAt: Date | null;
  receivedAt: Date;
  keyId: string;
  body: Uint8Array;
  commitment: Uint8Array;
  state: 'received' | 'refused';
  problem: string | null;
}

/** Resolves once the delivery is on disk, or is known from before. */
export type StoreDelivery = (row: DeliveryRow) => Promise<void>;

/**
 * Without a conflict target, so that the role that runs it needs no right to read: a delivery that Shopify
 * repeats is one row.
 */
const INSERT = {
  name: 'store-deliveries',
  text: `INSERT INTO delivery (shop_id, id, topic, webhook_id, shop_domain, event_id, triggered_at,
                               received_at, key_id, body, commitment, state, problem)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
                              $7::timestamptz[], $8::timestamptz[], $9::uuid[], $10::bytea[], $11::bytea[],
                              $12::text[], $13::text[])
         ON CONFLICT DO NOTHING`,
};
const COLUMNS = [
  'shopId',
  'id',
  'topic',
  'webhookId',
  'shopDomain',
  'eventId',
  'triggeredAt',
  'receivedAt',
  'keyId',
  'body',
  'commitment',
  'state',
  'problem',
] as const satisfies (keyof DeliveryRow)[];
const MOST_PER_COMMIT = 500;

interface Waiting {
  row: DeliveryRow;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * The hot path. Deliveries of all shops that arrive while a commit is under way share the next one: the
 * disk is flushed once for many, and each caller is told only after its own commit.
 */
export function createIntake(pool: pg.Pool): StoreDelivery {
  const waiting: Waiting[] = [];
  let busy = false;

  async function drain(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MOST_PER_COMMIT);
      const values = COLUMNS.map((column) => batch.map(({ row }) => row[column]));
      try {
        await pool.query({ ...INSERT, values });
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    busy = false;
  }

  return (row) =>
    new Promise((resolve, reject) => {
      waiting.push({ row, resolve, reject });
      if (!busy) void drain();
    });
}
