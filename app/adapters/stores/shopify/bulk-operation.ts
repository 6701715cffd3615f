import type { AdminClient } from './admin-client.ts';
import {
  BulkQueryDocument,
  CancelBulkQueryDocument,
  RecentBulkQueriesDocument,
  StartBulkQueryDocument,
} from './generated/documents.ts';

/** What became of a query that was handed in. */
export type Submission =
  | { state: 'started'; id: string }
  /** Five are at work on this shop, the most that Shopify allows. */
  | { state: 'busy' }
  | { state: 'refused'; reason: string };

/** How far a bulk query is. */
export type BulkState =
  | { state: 'running'; roots: number }
  /** `url` is null when nothing was found. */
  | { state: 'done'; url: string | null; bytes: number }
  /** It was done, and its result has been deleted since. */
  | { state: 'expired' }
  | { state: 'failed'; reason: string };

/** Codes of a refusal that passes by itself. */
const BUSY = ['LIMIT_REACHED', 'OPERATION_IN_PROGRESS'];
const AT_WORK = ['CREATED', 'RUNNING'];

/**
 * Hands in a query. One with the same text that is still at work is taken over: it is ours, from before a crash or
 * for another request about the same person.
 * @throws Failure
 */
export async function submitBulkQuery(admin: AdminClient, shop: string, query: string): Promise<Submission> {
  const recent = await admin.run(shop, RecentBulkQueriesDocument, {});
  const same = recent.data.bulkOperations?.nodes.find(
    (each) => each.query === query && AT_WORK.includes(each.status),
  );
  if (same) return { state: 'started', id: same.id };
  const { data, denials } = await admin.run(shop, StartBulkQueryDocument, { query });
  const id = data.bulkOperationRunQuery?.bulkOperation?.id;
  if (id) return { state: 'started', id };
  const [error] = data.bulkOperationRunQuery?.userErrors ?? [];
  if (error?.code && BUSY.includes(error.code)) return { state: 'busy' };
  return { state: 'refused', reason: error?.code ?? denials[0]?.reason ?? 'no-answer' };
}

/** @throws Failure */
export async function lookAtBulkQuery(admin: AdminClient, shop: string, id: string): Promise<BulkState> {
  const { data } = await admin.run(shop, BulkQueryDocument, { id });
  const operation = data.bulkOperation;
  if (!operation || operation.status === 'EXPIRED') return { state: 'expired' };
  const { status, errorCode, rootObjectCount, fileSize, url } = operation;
  // What is no size is none: then the file is not what it was said to be.
  const bytes = Number.isSafeInteger(Number(fileSize)) ? Number(fileSize) : 0;
  if (status === 'COMPLETED') return { state: 'done', url: url ?? null, bytes };
  if (AT_WORK.includes(status)) return { state: 'running', roots: Number(rootObjectCount) };
  return { state: 'failed', reason: [status, errorCode].filter(Boolean).join(' ') };
}

/** For one that is not wanted any more: it would keep a place that others need. @throws Failure */
export async function cancelBulkQuery(admin: AdminClient, shop: string, id: string): Promise<void> {
  await admin.run(shop, CancelBulkQueryDocument, { id });
}
