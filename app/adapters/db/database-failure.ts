import { Failure } from '../../core/failure.ts';
import { DATABASE_AWAY, DATABASE_FULL } from '../../core/failure-text.ts';
import { Prisma } from './generated/client.ts';

interface Trouble {
  code: string;
  message: string;
}

const FULL: Trouble = {
  code: 'database-full',
  message: DATABASE_FULL,
};
const AWAY: Trouble = {
  code: 'database-away',
  message: DATABASE_AWAY,
};

/** By SQLSTATE, whole or its class (PostgreSQL, Appendix A): what passes, or is mended outside the app. */
const TROUBLES: Record<string, Trouble> = { '53100': FULL, '53': AWAY, '08': AWAY, '57P': AWAY };
/** Prisma's own: no connection, none within time, connection closed. */
const AWAY_CODES = ['P1001', 'P1002', 'P1008', 'P1017', 'P2024'];

/** The code that PostgreSQL gave, as the driver hands it on. */
function sqlStateOf({ meta }: Prisma.PrismaClientKnownRequestError): string | null {
  const { cause } = (meta?.driverAdapterError ?? {}) as { cause?: { originalCode?: unknown } };
  return typeof cause?.originalCode === 'string' ? cause.originalCode : null;
}

/**
 * What a database that is full or away becomes: a Failure that passes. Null for every other error, among them those
 * that say something of the rows.
 */
export function databaseFailure(error: unknown): Failure | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null;
  const state = sqlStateOf(error) ?? '';
  const trouble = AWAY_CODES.includes(error.code)
    ? AWAY
    : (TROUBLES[state] ?? TROUBLES[state.slice(0, 3)] ?? TROUBLES[state.slice(0, 2)]);
  return trouble ? new Failure(trouble.code, trouble.message, { retry: true, cause: error }) : null;
}
