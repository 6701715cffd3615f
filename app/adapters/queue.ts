import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import { JOBS, type JobData, type JobName } from '../core/job.ts';

const SCHEMA = 'pgboss';
/** pg-boss's least; a killed worker's job is taken up again after it. */
const HEARTBEAT_SECONDS = 10;
const JOB_NAMES = Object.keys(JOBS) as JobName[];

/** Anything that runs SQL with numbered parameters: a pool, a client, a transaction. */
export type RunSql = (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;

export interface Queue {
  /** Enqueues through `sql`, so that the job is committed with the change that calls for it, or not at all. */
  enqueue(sql: RunSql, name: JobName, jobs: JobData[], startAfterSeconds?: number): Promise<void>;
  /** Runs `handler` for every job of this kind until `stop`. It throws to have the job tried again later. */
  work(name: JobName, concurrency: number, handler: (data: JobData) => Promise<void>): Promise<void>;
  start(): Promise<void>;
  /** Takes no more work and waits for what is running. */
  stop(): Promise<void>;
}

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
  for (const name of JOB_NAMES) {
    const options = {
      retryLimit: JOBS[name].retryLimit,
      retryDelay: JOBS[name].retryDelaySeconds,
      retryDelayMax: JOBS[name].retryDelayMaxSeconds,
      retryBackoff: true,
      expireInSeconds: JOBS[name].expireInSeconds,
      heartbeatSeconds: HEARTBEAT_SECONDS,
    };
    if (await boss.getQueue(name)) await boss.updateQueue(name, options);
    else await boss.createQueue(name, options);
  }
  await boss.stop({ graceful: false });
  await owner.query(`
    GRANT USAGE ON SCHEMA ${SCHEMA} TO privacy_desk_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO privacy_desk_app;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO privacy_desk_app;`);
}

export function createQueue(pool: pg.Pool, onError: (error: Error) => void): Queue {
  const boss = new PgBoss({
    db: database((text, values) => pool.query(text, values)),
    schema: SCHEMA,
    migrate: false,
    createSchema: false,
    schedule: false,
    reindex: false,
    monitorVacuum: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on('error', onError);
  return {
    async start() {
      await boss.start();
    },
    async enqueue(sql, name, jobs, startAfterSeconds = 0) {
      const inserts = jobs.map((data) => ({ data, startAfter: startAfterSeconds }));
      await boss.insert(name, inserts, { db: database(sql) });
    },
    async work(name, concurrency, handler) {
      const options = { localConcurrency: concurrency, pollingIntervalSeconds: 0.5, batchSize: 1 };
      await boss.work<JobData>(name, options, async ([job]) => {
        if (job) await handler(job.data);
      });
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 30_000 });
    },
  };
}
