import { type AuditEvent, auditEntry } from '../../core/audit.ts';
import { newId, type Random } from '../../core/id.ts';
import type { JobData, JobName } from '../../core/job.ts';
import type { RequestKind } from '../../core/request.ts';
import type { Queue, RunSql } from '../queue.ts';
import { databaseFailure } from './database-failure.ts';
import type { Prisma, PrismaClient } from './generated/client.ts';
import { type InboxQuestion, readInbox } from './inbox.ts';
import { type Counted, countUp } from './tally.ts';
import { keepWaits } from './waits.ts';
import { readWeeks, type Week } from './weeks.ts';

type Client = Prisma.TransactionClient;
type Model = Exclude<keyof Client, `$${string}` | symbol>;
type ReadMethod =
  | 'findUnique'
  | 'findUniqueOrThrow'
  | 'findFirst'
  | 'findMany'
  | 'count'
  | 'aggregate'
  | 'groupBy';
/** The rows of one shop, to look at. */
export type Reads = { [M in Model]: Pick<Client[M], Extract<keyof Client[M], ReadMethod>> };
/** The rows of one shop, to change; audit events themselves are written by the unit of work alone. */
export type Writes = Omit<Client, 'auditEvent' | `$${string}`>;
/** Rows that need no entry of their own, because the event that closes their step, delivery, plan or release covers them. */
export type Progress = Pick<
  Client,
  | 'chunk'
  | 'step'
  | 'delivery'
  | 'session'
  | 'download'
  | 'release'
  | 'staff'
  | 'vendorWrite'
  | 'savedView'
  | 'mail'
  | 'portalLink'
  | 'tally'
>;

interface NewIdentifier {
  requestId: string;
  kind: string;
  index: Uint8Array;
}
/** What goes into one statement. */
const IDENTIFIERS_AT_ONCE = 5_000;

export interface Unit {
  shopId: string;
  read: Reads;
  /** Changes rows together with the entries that say so: there is no other way to change them. */
  write<T>(events: AuditEvent | AuditEvent[], change: (rows: Writes) => Promise<T>): Promise<T>;
  /** Records what happened where no row of ours changes. */
  record(events: AuditEvent | AuditEvent[]): Promise<void>;
  progress: Progress;
  /**
   * What the request waits for is looked at again when this unit ends. Whatever records an entry about a request does
   * so by itself.
   */
  moved(requestId: string): void;
  /** Numbers of the requests that the inbox shows, in its order. */
  inbox(question: InboxQuestion): Promise<number[]>;
  /** What came and went, week by week of the shop's own calendar. */
  weeks(asked: { now: Date; timeZone: string; weeks: number }): Promise<Week[]>;
  /** By what the person of a request is known. Without Prisma, for Shopify may name 100,000 orders. */
  addIdentifiers(identifiers: NewIdentifier[]): Promise<void>;
  /** Counts one more of each of these within its span of time. @returns the counts of the spans, in that order */
  tally(counted: Counted[]): Promise<number[]>;
  /** Enqueued when this unit commits, or not at all. */
  enqueue(name: JobName, kind: RequestKind, jobs: JobData[], startAfter?: Date): Promise<void>;
  /** Lets the waiting job about this thing run as soon as this unit commits. @returns whether one waits */
  hasten(name: JobName, kind: RequestKind, id: string): Promise<boolean>;
  /** Ends all jobs of this shop, the one that is running among them. */
  forgetJobs(): Promise<void>;
  /**
   * Removes entries of the log of a shop of which nothing else is left but the demand to erase it: at no other time
   * does the database let go of any.
   * @returns how many
   */
  eraseLog(most: number): Promise<number>;
  /** Has the waiting job about this thing run at that time, else at once; where none waits, enqueues one. */
  schedule(name: JobName, kind: RequestKind, id: string, at?: Date | null): Promise<void>;
  /** Makes the units of this shop that call it wait for each other until they end. */
  lockShop(): Promise<void>;
  /** As `lockShop`, but returns false at once where it would have to wait. */
  tryLockShop(): Promise<boolean>;
}

/** The only way to a tenant's rows: one transaction, bound to one shop by row-level security. */
export type RunUnit = <T>(shopId: string, work: (unit: Unit) => Promise<T>) => Promise<T>;

/** Long enough for a busy machine; a unit itself never waits for a vendor. */
const LIMITS = { maxWait: 10_000, timeout: 30_000 };

export function createUnit(deps: {
  prisma: PrismaClient;
  queue: Queue;
  now: () => Date;
  random: Random;
}): RunUnit {
  const { prisma, queue, now, random } = deps;

  async function record(tx: Client, shopId: string, events: AuditEvent[]): Promise<void> {
    const at = now();
    const data = events.map((event) => {
      const id = newId(at.getTime(), random);
      const entry = auditEntry(shopId, id, at.toISOString(), event);
      return { shopId, id, requestId: event.requestId ?? null, type: event.type, at, entry };
    });
    await tx.auditEvent.createMany({ data });
  }

  return (shopId, work) =>
    prisma
      .$transaction(async (tx) => {
        await tx.$executeRaw`SELECT set_config('privacy_desk.shop_id', ${shopId}, true)`;
        const sql: RunSql = async (text, values = []) => ({
          rows: await tx.$queryRawUnsafe(text, ...values),
        });
        const moved = new Set<string>();
        const keep = async (events: AuditEvent[]) => {
          for (const { requestId } of events) if (requestId) moved.add(requestId);
          await record(tx, shopId, events);
        };
        const result = await work({
          shopId,
          read: tx,
          async write(events, change) {
            const result = await change(tx);
            await keep(Array.isArray(events) ? events : [events]);
            return result;
          },
          record: (events) => keep(Array.isArray(events) ? events : [events]),
          progress: tx,
          moved: (requestId) => void moved.add(requestId),
          inbox: (question) => readInbox(tx, shopId, question),
          weeks: (asked) => readWeeks(tx, shopId, asked),
          async addIdentifiers(identifiers) {
            for (let from = 0; from < identifiers.length; from += IDENTIFIERS_AT_ONCE) {
              const some = identifiers
                .slice(from, from + IDENTIFIERS_AT_ONCE)
                .map(({ requestId, kind, index }) => [requestId, kind, Buffer.from(index).toString('hex')]);
              await tx.$executeRaw`
                INSERT INTO identifier (shop_id, request_id, kind, index)
                SELECT ${shopId}::uuid, (i->>0)::uuid, i->>1, decode(i->>2, 'hex')
                FROM jsonb_array_elements(${JSON.stringify(some)}::jsonb) i
                ON CONFLICT DO NOTHING`;
            }
          },
          tally: (counted) => countUp(tx, shopId, counted, now()),
          enqueue: (name, kind, jobs, startAfter) => queue.enqueue(sql, name, kind, jobs, startAfter),
          hasten: (name, kind, id) => queue.move(sql, name, kind, id, null),
          async schedule(name, kind, id, at = null) {
            if (await queue.move(sql, name, kind, id, at)) return;
            await queue.enqueue(sql, name, kind, [{ shopId, id }], at ?? undefined);
          },
          forgetJobs: () => queue.forgetShop(sql, shopId),
          async eraseLog(most) {
            const rows = await tx.$queryRaw<unknown[]>`SELECT id FROM erase_log(${most}::int)`;
            return rows.length;
          },
          async lockShop() {
            await tx.$queryRaw`SELECT 1 FROM shop WHERE shop_id = ${shopId}::uuid FOR UPDATE`;
          },
          async tryLockShop() {
            const rows = await tx.$queryRaw<
              unknown[]
            >`SELECT 1 FROM shop WHERE shop_id = ${shopId}::uuid FOR UPDATE SKIP LOCKED`;
            return rows.length === 1;
          },
        });
        if (moved.size > 0) await keepWaits(tx, shopId, [...moved], now());
        return result;
      }, LIMITS)
      .catch((error) => {
        throw databaseFailure(error) ?? error;
      });
}
