import { gzipSync } from 'node:zlib';
import type { Unit } from '../adapters/db/unit.ts';
import { Failure } from '../core/failure.ts';
import type { DataKey } from '../core/keys.ts';
import type { RequestKind, Subject } from '../core/request.ts';
import type { GatheredPage, Json, JsonObject } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { requireRequestKey } from './require-key.ts';

type StepDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'stores' | 'log'>;

/** After this a slice makes room for others and goes on later, from its cursor. */
const SLICE_MS = 30_000;
/** Largest piece that is sealed at once, before compression. */
const CHUNK_BYTES = 1_000_000;
const SYSTEM = { kind: 'system' } as const;

/**
 * The step, its request and its shop, read afresh: null when there is nothing (more) to do. Changing the row
 * first makes two workers at the same step wait for each other: neither sets going what the other has ended.
 */
async function readStep(deps: StepDeps, unit: Unit, id: string) {
  const { shopId } = unit;
  const { count } = await unit.progress.step.updateMany({
    where: { shopId, id, state: { in: ['pending', 'running'] } },
    data: { updatedAt: deps.now() },
  });
  if (count === 0) return null;
  const step = await unit.read.step.findUniqueOrThrow({
    where: { shopId_id: { shopId, id } },
    include: { request: true },
  });
  const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  return { step, request: step.request, shopDomain: shop.domain };
}
type Reading = NonNullable<Awaited<ReturnType<typeof readStep>>>;

async function begin(deps: StepDeps, shopId: string, stepId: string) {
  return deps.unit(shopId, async (unit) => {
    const reading = await readStep(deps, unit, stepId);
    if (!reading) return null;
    const { step, request } = reading;
    const key = await requireRequestKey(deps, unit, 'dossier', request.id);
    if (request.subject === null) throw new Failure('subject-gone', 'who this request is about was erased');
    const place = { table: 'request', column: 'subject', row: request.id };
    const subject = JSON.parse(deps.vault.open(key, place, request.subject).toString('utf8')) as Subject;
    const startedAt = step.startedAt ?? deps.now();
    const data = { state: 'running', startedAt, updatedAt: deps.now(), attempts: { increment: 1 } };
    const event = {
      type: 'step.started',
      actor: SYSTEM,
      requestId: request.id,
      data: stepData(reading),
    } as const;
    await unit.write(step.startedAt === null ? event : [], async (rows) => {
      await rows.step.update({ where: { shopId_id: { shopId, id: stepId } }, data });
      if (request.state === 'received')
        await rows.request.update({
          where: { shopId_id: { shopId, id: request.id } },
          data: { state: 'gathering' },
        });
    });
    return { ...reading, kind: request.kind as RequestKind, key, subject };
  });
}

const stepData = ({ step }: Reading) => ({ step: step.id, store: step.store, operation: step.operation });

/** JSON Lines in pieces below the chunk size; a record larger than that is a piece of its own. */
function* pack(records: JsonObject[]): Generator<{ count: number; lines: Buffer }> {
  let lines: string[] = [];
  let size = 0;
  for (const record of records) {
    const line = `${JSON.stringify(record)}\n`;
    if (size > 0 && size + line.length > CHUNK_BYTES) {
      yield { count: lines.length, lines: Buffer.from(lines.join('')) };
      lines = [];
      size = 0;
    }
    lines.push(line);
    size += line.length;
  }
  if (lines.length > 0) yield { count: lines.length, lines: Buffer.from(lines.join('')) };
}

/** Position of a step between two pages. */
interface Position {
  records: number;
  pages: number;
  counted: number;
  gaps: Json[];
}

/**
 * Stores a page, moves the cursor and, after the last page, ends the step, all in one commit: a page is
 * stored once however often it was fetched.
 * @returns null when another worker has moved on from here already
 */
async function storePage(
  deps: StepDeps,
  at: { reading: Reading; key: DataKey; position: Position },
  page: GatheredPage,
): Promise<Position | null> {
  const { reading, key, position } = at;
  const { shopId, id: stepId, requestId } = reading.step;
  let sequence = position.records;
  const chunks = page.batches.flatMap(({ collection, records }) =>
    [...pack(records)].map(({ count, lines }) => {
      const place = { table: 'chunk', column: 'body', row: `${stepId}|${collection}|${sequence}` };
      const body = deps.vault.seal(key, place, gzipSync(lines));
      const chunk = { shopId, stepId, collection, sequence, requestId, keyId: key.id, records: count, body };
      sequence += count;
      return chunk;
    }),
  );
  const gaps = [
    ...position.gaps,
    ...page.gaps.map(({ collection, reason, remedy, scope }) => ({
      ...{ collection, reason, remedy },
      ...(scope !== undefined && { scope }),
    })),
  ];
  const counted = position.counted + page.progress.added;
  const next = { records: sequence, pages: position.pages + 1, counted, gaps };
  return deps.unit(shopId, async (unit) => {
    const { count } = await unit.progress.step.updateMany({
      where: { shopId, id: stepId, state: 'running', pages: position.pages },
      data: {
        ...next,
        cursor: page.cursor ?? undefined,
        expected: page.progress.expected ?? undefined,
        updatedAt: deps.now(),
      },
    });
    if (count === 0) return null;
    await unit.progress.chunk.createMany({ data: chunks });
    if (page.cursor === null) await finish(deps, unit, reading, next);
    return next;
  });
}

async function finish(deps: StepDeps, unit: Unit, reading: Reading, position: Position): Promise<void> {
  const { step, request } = reading;
  const { shopId } = unit;
  const { records, gaps } = position;
  const data = { ...stepData(reading), records, gaps: gaps.length };
  await unit.lockShop();
  await unit.write({ type: 'step.done', actor: SYSTEM, requestId: request.id, data }, (rows) =>
    rows.step.update({
      where: { shopId_id: { shopId, id: step.id } },
      data: { state: 'done', finishedAt: deps.now(), updatedAt: deps.now() },
    }),
  );
  const left = await unit.read.step.count({
    where: { shopId, requestId: request.id, state: { not: 'done' } },
  });
  if (left > 0) return;
  await unit.write({ type: 'request.ready', actor: SYSTEM, requestId: request.id }, (rows) =>
    rows.request.update({ where: { shopId_id: { shopId, id: request.id } }, data: { state: 'ready' } }),
  );
}

/** A step that cannot succeed by itself waits for a person, with the reason; the other steps go on. */
async function block(deps: StepDeps, shopId: string, stepId: string, failure: Failure): Promise<void> {
  await deps.unit(shopId, async (unit) => {
    const reading = await readStep(deps, unit, stepId);
    if (!reading) return;
    const data = { ...stepData(reading), reason: failure.code };
    await unit.write({ type: 'step.blocked', actor: SYSTEM, requestId: reading.request.id, data }, (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id: stepId } },
        data: { state: 'blocked', reasonCode: failure.code, reason: failure.message, updatedAt: deps.now() },
      }),
    );
  });
}

async function runSlice(deps: StepDeps, shopId: string, stepId: string): Promise<void> {
  const begun = await begin(deps, shopId, stepId);
  if (!begun) return;
  const { step, shopDomain, key, subject } = begun;
  const store = deps.stores[step.store];
  if (!store) throw new Failure('store-missing', `The data store "${step.store}" is no longer connected.`);
  const until = deps.now().getTime() + SLICE_MS;
  let position: Position = {
    records: step.records,
    pages: step.pages,
    counted: step.counted,
    gaps: step.gaps as Json[],
  };
  const from = { shopId, shopDomain, subject, cursor: step.cursor as Json };
  for await (const page of store.gather(from)) {
    const moved = await storePage(deps, { reading: begun, key, position }, page);
    if (!moved) return;
    position = moved;
    if (page.cursor !== null && deps.now().getTime() > until) {
      await deps.unit(shopId, (unit) => unit.enqueue('run-step', begun.kind, [{ shopId, id: stepId }]));
      return;
    }
  }
}

/**
 * Runs one slice of a step. Returns when the step is done, blocked, or has more to do (and is enqueued anew).
 * @throws Failure with `retry` when the same slice should be tried again later
 */
export async function runStep(deps: StepDeps, input: { shopId: string; id: string }): Promise<void> {
  const { shopId, id } = input;
  try {
    await runSlice(deps, shopId, id);
  } catch (error) {
    if (!(error instanceof Failure) || error.retry) throw error;
    deps.log.warn({ shop: shopId, step: id, code: error.code }, 'step blocked');
    await block(deps, shopId, id, error);
  }
}

/** A step that no further try helps by itself is shown as such, instead of standing at "running" for ever. */
export async function giveUpStep(
  deps: StepDeps,
  { shopId, id }: { shopId: string; id: string },
): Promise<void> {
  const reason = 'It was tried for days without success. What was gathered is kept; try again from there.';
  deps.log.error({ shop: shopId, step: id }, 'step given up');
  await block(deps, shopId, id, new Failure('given-up', reason));
}
