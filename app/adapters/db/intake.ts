import pg from 'pg';
import { Failure } from '../../core/failure.ts';

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
/** Bodies travel as hexadecimal text within one message, so many large ones need several commits. */
const MOST_BYTES_PER_COMMIT = 32 * 1024 * 1024;
/** Bodies held in memory; past this the database is too slow, and Shopify is asked to send again later. */
const MOST_BYTES_HELD = 256 * 1024 * 1024;

/** The delivery was sealed under a key that is gone, or is about to be: Shopify sends it again. */
const REFUSED_BY_POLICY = '42501';
/** What spoils the commit that it is in, and should no other's: also a value that PostgreSQL does not take (class 22). */
const isOfOneRow = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code?.startsWith('22') || error.code === REFUSED_BY_POLICY);

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
  let held = 0;
  let busy = false;

  function takeBatch(): Waiting[] {
    let size = 0;
    let count = 1;
    while (count < waiting.length && count < MOST_PER_COMMIT) {
      size += waiting[count]?.row.body.length ?? 0;
      if (size > MOST_BYTES_PER_COMMIT) break;
      count += 1;
    }
    return waiting.splice(0, count);
  }

  async function store(batch: Waiting[]): Promise<void> {
    const values = COLUMNS.map((column) => batch.map(({ row }) => row[column]));
    try {
      await pool.query({ ...INSERT, values });
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (batch.length > 1 && isOfOneRow(error)) for (const each of batch) await store([each]);
      else for (const { reject } of batch) reject(error);
    }
  }

  async function drain(): Promise<void> {
    busy = true;
    while (waiting.length > 0) await store(takeBatch());
    busy = false;
  }

  return async (row) => {
    const size = row.body.length;
    if (held + size > MOST_BYTES_HELD)
      throw new Failure('overloaded', 'the database is slower than the door');
    held += size;
    const stored = new Promise<void>((resolve, reject) => {
      waiting.push({ row, resolve, reject });
      if (!busy) void drain();
    });
    await stored.finally(() => {
      held -= size;
    });
  };
}
