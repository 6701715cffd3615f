import type { Unit } from '../adapters/db/unit.ts';
import { Failure } from '../core/failure.ts';
import type { Subject } from '../core/request.ts';
import type { Gap } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { requireRequestKey } from './require-key.ts';

type ReadDeps = Pick<Deps, 'unit' | 'vault'>;

/** Who a request is about, for the eyes of the merchant's staff; null once that has been erased. */
async function readSubject(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  request: { id: string; subject: Uint8Array | null },
): Promise<Subject | null> {
  if (request.subject === null) return null;
  try {
    const key = await requireRequestKey(deps, unit, 'dossier', request.id);
    const place = { table: 'request', column: 'subject', row: request.id };
    return JSON.parse(deps.vault.open(key, place, request.subject).toString('utf8')) as Subject;
  } catch (error) {
    if (error instanceof Failure && error.code === 'key-gone') return null;
    throw error;
  }
}

const day = (date: Date | null): string | null => date?.toISOString().slice(0, 10) ?? null;

/** One line of the list of requests. Days are `YYYY-MM-DD`. */
export interface RequestLine {
  id: string;
  number: number;
  kind: string;
  source: string;
  state: string;
  receivedAt: string;
  due: string;
  subject: Subject | null;
  /** A step waits for a person. */
  blocked: boolean;
}

const PAGE_SIZE = 25;

/**
 * The newest requests first, 25 to a page.
 * @param before the `next` of the page before; null for the first page
 */
export async function listRequests(
  deps: ReadDeps,
  input: { shopId: string; before: string | null },
): Promise<{ lines: RequestLine[]; next: string | null; alarms: number }> {
  const { shopId, before } = input;
  const number = Number(before);
  return deps.unit(shopId, async (unit) => {
    const rows = await unit.read.request.findMany({
      where: {
        shopId,
        ...(before !== null && Number.isSafeInteger(number) ? { number: { lt: number } } : {}),
      },
      orderBy: { number: 'desc' },
      take: PAGE_SIZE + 1,
      include: { steps: { where: { state: 'blocked' }, select: { id: true } } },
    });
    const shown = rows.slice(0, PAGE_SIZE);
    const lines = await Promise.all(
      shown.map(async (row) => ({
        id: row.id,
        number: row.number,
        kind: row.kind,
        source: row.source,
        state: row.state,
        receivedAt: row.receivedAt.toISOString(),
        due: day(row.due) ?? '',
        subject: await readSubject(deps, unit, row),
        blocked: row.steps.length > 0,
      })),
    );
    const alarms = await unit.read.delivery.count({
      where: { shopId, state: { in: ['refused', 'failed'] } },
    });
    return { lines, next: rows.length > PAGE_SIZE ? String(shown.at(-1)?.number) : null, alarms };
  });
}

/** Everything that the page of one request shows; null if the shop has no request of this number. */
export async function findRequest(deps: ReadDeps, input: { shopId: string; number: number }) {
  const { shopId, number } = input;
  return deps.unit(shopId, async (unit) => {
    const row = await unit.read.request.findFirst({
      where: { shopId, number },
      include: { steps: { orderBy: { id: 'asc' } } },
    });
    if (!row) return null;
    const events = await unit.read.auditEvent.findMany({
      where: { shopId, requestId: row.id },
      orderBy: { id: 'desc' },
      take: 200,
    });
    const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    return {
      id: row.id,
      number: row.number,
      kind: row.kind,
      source: row.source,
      state: row.state,
      jurisdiction: row.jurisdiction,
      ruleVersion: row.ruleVersion,
      receivedAt: row.receivedAt.toISOString(),
      receivedOn: day(row.receivedOn) ?? '',
      due: day(row.due) ?? '',
      safeDue: day(row.safeDue) ?? '',
      noticeDue: day(row.noticeDue),
      extendedDue: day(row.extendedDue),
      platformDue: day(row.platformDue),
      timeZone: shop.timeZone,
      subject: await readSubject(deps, unit, row),
      steps: row.steps.map((step) => ({
        id: step.id,
        store: step.store,
        operation: step.operation,
        state: step.state,
        reason: step.reason,
        records: step.records,
        counted: step.counted,
        expected: step.expected,
        gaps: step.gaps as unknown as Gap[],
      })),
      events: events.map(({ id, type, at, entry }) => ({ id, type, at: at.toISOString(), entry })),
    };
  });
}
export type RequestDetails = NonNullable<Awaited<ReturnType<typeof findRequest>>>;
