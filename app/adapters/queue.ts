import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import { Failure } from '../core/failure.ts';
import { JOBS, type JobData, type JobName } from '../core/job.ts';
import { REQUEST_KIND_NAMES, type RequestKind } from '../core/request.ts';

const SCHEMA = 'pgboss';
/** pg-boss's least; a killed worker's job is taken up again after it. */
const HEARTBEAT_SECONDS = 10;
/** pg-boss deletes what waits longer; a legal term with its extensions is three months at most. */
const KEPT_WAITING_SECONDS = 400 * 86_400;
const JOB_NAMES = Object.keys(JOBS) as JobName[];
const queueOf = (name: JobName, kind: RequestKind) => `${name}.${kind}`;
/** Where jobs end that no retry helped, whatever made each try fail. */
const givenUpOf = (name: JobName) => `${name}.given-up`;

/** Anything that runs SQL with numbered parameters: a pool, a client, a transaction. */
export type RunSql = (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;

export interface Queue {
  /**
   * Enqueues through `sql`, so that the job is committed with the change that calls for it, or not at all.
   * @param startAfter at once without it
   */
  enqueue(sql: RunSql, name: JobName, kind: RequestKind, jobs: JobData[], startAfter?: Date): Promise<void>;
  /** Gives waiting jobs about this thing another time; null is at once. @returns whether there are any */
  move(sql: RunSql, name: JobName, kind: RequestKind, id: string, at: Date | null): Promise<boolean>;
  /** Deletes every job of a shop, whatever its state, through `sql`. */
  forgetShop(sql: RunSql, shopId: string): Promise<void>;
  /** Runs `handler` for every job of this kind until `stop`. It throws to have the job tried again later. */
  work(
    name: JobName,
    kind: RequestKind,
    concurrency: number,
    handler: (data: JobData) => Promise<void>,
  ): Promise<void>;
  /** Runs `handler` for every job that all its retries did not help. */
  workGivenUp(name: JobName, handler: (data: JobData) => Promise<void>): Promise<void>;
  start(): Promise<void>;
  /** Takes no more work and waits for what is running. */
  stop(): Promise<void>;
}

/** pg-boss keeps a failed job's error in its table, causes and all; they may quote personal data. */
const withoutCause = (error: unknown): Error => new Error(error instanceof Failure ? error.code : 'internal');

/** pg-boss types its rows as it pleases; we hand it whatever PostgreSQL returned. */
const database = (sql: RunSql) => ({
  executeSql: async (text: string, values?: unknown[]) => (await sql(text, values)) as { rows: never[] },
});

/** Creates or upgrades the queue's schema and its queues, and gives the app's role its use. Run by the owner. */
export async function installQueue(owner: pg.Client): Promise<void> {
  const boss = new PgBoss({
    db: database((text, values) => owner.query(text, values)),
    schema: SCHEMA,
    supervise: false,
    schedule: false,
  });
  boss.on('error', (error) => {
    throw error;
  });
  await boss.start();
  const install = async (queue: string, name: JobName, more: { deadLetter?: string }) => {
    const options = {
      retryLimit: JOBS[name].retryLimit,
      retryDelay: JOBS[name].retryDelaySeconds,
      retryDelayMax: JOBS[name].retryDelayMaxSeconds,
      retryBackoff: true,
      expireInSeconds: JOBS[name].expireInSeconds,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      retentionSeconds: KEPT_WAITING_SECONDS,
      ...more,
    };
    if (await boss.getQueue(queue)) await boss.updateQueue(queue, options);
    else await boss.createQueue(queue, options);
  };
  for (const name of JOB_NAMES) {
    await install(givenUpOf(name), name, {});
    for (const kind of REQUEST_KIND_NAMES)
      await install(queueOf(name, kind), name, { deadLetter: givenUpOf(name) });
  }
  await boss.stop({ graceful: false });
  await owner.query(`
    GRANT USAGE ON SCHEMA ${SCHEMA} TO privacy_desk_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO privacy_desk_app;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO privacy_desk_app;`);
}

/** @param supervise whether this process looks after jobs whose worker died */
export function createQueue(pool: pg.Pool, supervise: boolean, onError: (error: Error) => void): Queue {
  const boss = new PgBoss({
    db: database((text, values) => pool.query(text, values)),
    schema: SCHEMA,
    migrate: false,
    createSchema: false,
    schedule: false,
    supervise,
    reindex: false,
    monitorVacuum: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on('error', onError);

  async function take(queue: string, localConcurrency: number, handler: (data: JobData) => Promise<void>) {
    const options = { localConcurrency, pollingIntervalSeconds: 0.5, batchSize: 1 };
    await boss.work<JobData>(queue, options, async ([job]) => {
      if (!job) return;
      await handler(job.data).catch((error) => {
        throw withoutCause(error);
      });
    });
  }

  return {
    async start() {
      await boss.start();
    },
    async enqueue(sql, name, kind, jobs, startAfter) {
      const inserts = jobs.map((data) => ({
        data,
        singletonKey: data.id,
        ...(startAfter && { startAfter }),
      }));
      await boss.insert(queueOf(name, kind), inserts, { db: database(sql) });
    },
    async move(sql, name, kind, id, at) {
      const which = { singletonKey: id, match: 'all', startAfter: at ?? 0, db: database(sql) } as const;
      return (await boss.update(queueOf(name, kind), undefined, which)).updated > 0;
    },
    async forgetShop(sql, shopId) {
      await sql(`DELETE FROM ${SCHEMA}.job WHERE data->>'shopId' = $1`, [shopId]);
    },
    work: (name, kind, concurrency, handler) => take(queueOf(name, kind), concurrency, handler),
    workGivenUp: (name, handler) => take(givenUpOf(name), 1, handler),
    async stop() {
      await boss.stop({ graceful: true, timeout: 30_000 });
    },
  };
}
