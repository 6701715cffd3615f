import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from './generated/client.ts';
import { SILENT_MS } from './lock.ts';

/** The app's connections to PostgreSQL, each stepped down into the role it works as. */
export interface Connections {
  /** Reads and writes a tenant's rows, under row-level security. */
  pool: pg.Pool;
  /** Puts deliveries in and can do nothing else. */
  intakePool: pg.Pool;
  /** For advisory locks: apart, so that those who hold one can always reach their rows. */
  lockPool: pg.Pool;
  prisma: PrismaClient;
  close(): Promise<void>;
}

/** Past this a server is taken for gone though its connections stand; twice what a unit of work may take. */
const ANSWER_WITHIN_MS = 60_000;
/** The door answers sooner: Shopify waits five seconds and sends again. */
const DOOR_WITHIN_MS = 10_000;

/**
 * `-c role=…` takes effect before the first statement, on every connection of the pool. A process that was
 * halted within a transaction loses it, and with it the locks that others wait for.
 * @param limits.silentMs how long a connection may say nothing, 0 for ever
 */
const poolAs = (
  role: string,
  connectionString: string,
  max: number,
  onError: (error: Error) => void,
  limits: { answerWithinMs?: number; silentMs?: number } = {},
): pg.Pool => {
  const { answerWithinMs = ANSWER_WITHIN_MS, silentMs = 0 } = limits;
  const pool = new pg.Pool({
    connectionString,
    max,
    options: `-c role=${role} -c idle_in_transaction_session_timeout=${ANSWER_WITHIN_MS} -c idle_session_timeout=${silentMs}`,
    connectionTimeoutMillis: 10_000,
    query_timeout: answerWithinMs,
  });
  pool.on('error', onError);
  return pool;
};

/** @param onError is told of idle connections that break; the pools replace them */
export function connect(options: {
  databaseUrl: string;
  poolSize: number;
  onError: (error: Error) => void;
}): Connections {
  const pool = poolAs('privacy_desk_app', options.databaseUrl, options.poolSize, options.onError);
  const intakePool = poolAs('privacy_desk_intake', options.databaseUrl, 2, options.onError, {
    answerWithinMs: DOOR_WITHIN_MS,
  });
  // One holds all lanes of the process, the others an access token each while it is renewed.
  const lockPool = poolAs('privacy_desk_app', options.databaseUrl, 5, options.onError, {
    silentMs: SILENT_MS,
  });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    intakePool,
    lockPool,
    prisma,
    async close() {
      await prisma.$disconnect();
      await Promise.all([pool, intakePool, lockPool].map((each) => each.end()));
    },
  };
}

/** Whether a write failed because the row is there already (Prisma P2002). */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
