/** Bulk operations: submitted, run in the background on the sandbox's clock, announced when they finish. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GraphQLError } from 'graphql';
import type { NodeRecord } from '#sandbox/store/store.ts';
import type { Fault } from '#sandbox/world.ts';
import type { BulkEngine, Caller } from '../call.ts';
import { accessDenied } from '../errors.ts';
import { removedFields, takeFault } from '../faults.ts';
import { newCall, run } from '../operation.ts';
import { idDigits } from '../record.ts';
import type { BulkFiles, ResultFile } from './files.ts';
import { type BulkQuery, inspectBulkQuery } from './inspect.ts';
import { type Line, linesOf, ungrouped } from './lines.ts';

/** Sandbox time from submission to the start, and to the earliest end, of an operation. */
const STARTS_AFTER_MS = 500;
const ENDS_AFTER_MS = 1_000;
/** Real time between two looks at the clock. */
const LOOK_EVERY_MS = 25;
/** Top-level nodes read in one go, so that other requests are answered in between. */
const SLICE = 50;

interface Job {
  caller: Caller;
  id: string;
  submittedAt: number;
  query: BulkQuery;
  groupObjects: boolean;
}

interface Result {
  lines: number;
  roots: number;
  file: ResultFile;
  errors: readonly GraphQLError[];
  /** Why it failed, where a fault was laid on it. */
  fault: Fault | null;
}

const isoTime = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

export class BulkOperations implements BulkEngine {
  readonly #files: BulkFiles;
  readonly #jobs = new Set<Job>();
  #timer: NodeJS.Timeout | null = null;

  constructor(files: BulkFiles) {
    this.#files = files;
  }

  submit(caller: Caller, text: string, groupObjects: boolean): NodeRecord | string {
    const { store } = caller.shop;
    const submittedAt = caller.world.clock.now();
    const query = inspectBulkQuery(text, (fields) => removedFields(caller.shop, fields, submittedAt));
    if (typeof query === 'string') return query;
    const last = store.all('BulkOperation').at(-1);
    const record: NodeRecord = {
      __typename: 'BulkOperation',
      id: `gid://shopify/BulkOperation/${last ? BigInt(idDigits(last.id)) + 1n : 720_918n}`,
      status: 'CREATED',
      type: 'QUERY',
      query: text,
      createdAt: isoTime(submittedAt),
      completedAt: null,
      errorCode: null,
      objectCount: '0',
      rootObjectCount: '0',
      fileSize: null,
      url: null,
      partialDataUrl: null,
    };
    store.insert(record);
    this.#jobs.add({ caller, id: record.id, submittedAt, query, groupObjects });
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
    return record;
  }

  /** Starts what is due. Cancelled jobs end at the same time as they would have started. */
  #look(): void {
    for (const job of this.#jobs) {
      if (job.caller.world.clock.now() < job.submittedAt + STARTS_AFTER_MS) continue;
      this.#jobs.delete(job);
      void this.#work(job);
    }
    if (this.#jobs.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  async #work(job: Job): Promise<void> {
    const { store } = job.caller.shop;
    const status = () => store.find(job.id)?.status;
    if (status() === 'CREATED') store.update(job.id, { status: 'RUNNING' });
    const { world, shop } = job.caller;
    const fault = takeFault(shop, world.clock.now(), ({ kind }) => kind === 'bulk');
    const result: Result = { lines: 0, roots: 0, file: this.#files.create(), errors: [], fault };
    for (const slice of slices(job)) {
      // The app was uninstalled meanwhile: its token opens nothing any more.
      if (job.caller.shop.installation !== job.caller.installation) {
        result.errors = [accessDenied('bulkOperation', 'an installed app.')];
        break;
      }
      if (status() !== 'RUNNING') break;
      append(result, slice.lines);
      if (slice.errors.length > 0) result.errors = slice.errors;
      store.update(job.id, { objectCount: String(result.lines), rootObjectCount: String(result.roots) });
      if (fault) break;
      await nextTurn();
    }
    await this.#until(job, job.submittedAt + ENDS_AFTER_MS);
    this.#finish(job, result);
  }

  async #until({ caller, id }: Job, time: number): Promise<void> {
    const { clock } = caller.world;
    while (clock.now() < time && caller.shop.store.find(id)?.status === 'RUNNING') {
      await new Promise((look) => setTimeout(look, LOOK_EVERY_MS).unref());
    }
  }

  #finish(job: Job, { lines, roots, file, errors, fault }: Result): void {
    const { world, shop, hooks } = job.caller;
    const canceled = shop.store.find(job.id)?.status === 'CANCELING';
    const denied = errors.some(({ extensions }) => extensions.code === 'ACCESS_DENIED');
    const own = errors.length === 0 ? null : denied ? 'ACCESS_DENIED' : 'INTERNAL_SERVER_ERROR';
    const errorCode = fault ? (fault.errorCode ?? 'INTERNAL_SERVER_ERROR') : own;
    const status = canceled ? 'CANCELED' : errorCode ? 'FAILED' : 'COMPLETED';
    const address = lines > 0 ? this.#files.publish(file, world) : null;
    if (address === null) file.discard();
    const completedAt = isoTime(world.clock.now());
    const operation = shop.store.update(job.id, {
      status,
      errorCode,
      completedAt,
      objectCount: String(lines),
      rootObjectCount: String(roots),
      fileSize: String(file.size),
      url: status === 'COMPLETED' ? address : null,
      partialDataUrl: status === 'COMPLETED' ? null : address,
    });
    const payload = {
      admin_graphql_api_id: job.id,
      completed_at: completedAt,
      created_at: operation.createdAt,
      error_code: errorCode?.toLowerCase() ?? null,
      status: status.toLowerCase(),
      type: 'query',
    };
    hooks.webhook({ world, shop, topic: 'bulk_operations/finish', payload });
  }
}

function append(result: Result, lines: Line[]): void {
  if (lines.length === 0) return;
  result.lines += lines.length;
  result.roots += lines.filter(({ depth }) => depth === 1).length;
  result.file.append(lines.map(({ object }) => `${JSON.stringify(object)}\n`).join(''));
}

/** Executes the query piece by piece along its top-level connection. */
function* slices({
  caller,
  query,
  groupObjects,
}: Job): Generator<{ lines: Line[]; errors: readonly GraphQLError[] }> {
  for (let from = 0; ; from += SLICE) {
    const call = newCall(caller, { from, to: from + SLICE, total: 0 });
    const { data, errors = [] } = run(call, query.document, {});
    const lines = [...linesOf(query.root, data?.[query.root.key])];
    yield { lines: groupObjects ? lines : ungrouped(lines), errors };
    if (errors.length > 0 || !call.bulk || call.bulk.to >= call.bulk.total) return;
  }
}
