import { jittered } from '../core/back-off.ts';
import { Failure } from '../core/failure.ts';
import { say } from '../core/saying.ts';
import type { DataStore, GatheredPage, Json } from '../core/store.ts';
import { type BegunStep, beginStep } from './begin-step.ts';
import { type Collected, collect, nothingCollected } from './step-chunks.ts';
import { type Following, type Position, positionOf, storeCollected } from './step-progress.ts';
import type { FoundStep, StepDeps } from './step-reading.ts';

/** After this a slice makes room for others who wait for the same store. */
export const SHARED_SLICE_MS = 5_000;
/** Then they are given so long to come in first. */
const MAKE_ROOM_MS = 1_500;
/** So much, or for so long, is collected before it is stored: what a crash loses is fetched again. */
const COLLECT_BYTES = 500_000;
const COLLECT_MS = 3_000;

type Fetched = { page: GatheredPage } | { error: unknown };

/** The next page as a value, also where it fails: it may be under way while the pages before are stored. */
async function fetchPage(pages: AsyncIterator<GatheredPage>): Promise<Fetched> {
  try {
    const { done, value } = await pages.next();
    if (done) throw new TypeError('a store ended without saying so');
    return { page: value };
  } catch (error) {
    return { error };
  }
}

/** @returns null when `ms` have passed before */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  const { promise: passed, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, ms, null);
  try {
    return await Promise.race([promise, passed]);
  } finally {
    clearTimeout(timer);
  }
}

/** What is stored of a slice so far, and what waits to be. */
interface Slice {
  begun: BegunStep;
  position: Position;
  since: { counted: number; at: Date };
  collected: Collected;
  /** When the first of what is collected came. */
  collectedAt: number;
  /** Others wait for the store. */
  awaited: boolean;
  /** Then it ends in any case. */
  until: number;
}

/** @returns whether the step is still this worker's */
async function store(deps: StepDeps, slice: Slice, following: Following): Promise<boolean> {
  if (slice.collected.pages === 0) return true;
  const stored = await storeCollected(deps, slice, slice.collected, following);
  if (!stored) return false;
  slice.position = stored.position;
  slice.awaited = stored.awaited;
  slice.collected = nothingCollected();
  return true;
}

function add(deps: StepDeps, slice: Slice, page: GatheredPage): void {
  if (slice.collected.pages === 0) slice.collectedAt = deps.now().getTime();
  collect(slice.collected, page);
}

function followingOn(deps: StepDeps, slice: Slice, page: GatheredPage): Following {
  if (page.cursor === null) return { slice: 'was-last' };
  const now = deps.now().getTime();
  if (page.waitMs !== undefined)
    return { slice: 'ends', resumeAt: new Date(now + page.waitMs), notBefore: true };
  const sharedUntil = slice.since.at.getTime() + SHARED_SLICE_MS;
  if (now < (slice.awaited ? Math.min(slice.until, sharedUntil) : slice.until)) return { slice: 'goes-on' };
  const roomMs = slice.awaited ? jittered(MAKE_ROOM_MS, deps.random) : 0;
  return { slice: 'ends', resumeAt: new Date(now + roomMs), notBefore: false };
}

async function gather(deps: StepDeps, slice: Slice, pages: AsyncIterator<GatheredPage>): Promise<void> {
  let fetching = fetchPage(pages);
  for (;;) {
    const leftMs = slice.collectedAt + COLLECT_MS - deps.now().getTime();
    const fetched = slice.collected.pages === 0 ? await fetching : await within(leftMs, fetching);
    if (fetched && 'page' in fetched) add(deps, slice, fetched.page);
    const following: Following =
      fetched && 'page' in fetched ? followingOn(deps, slice, fetched.page) : { slice: 'goes-on' };
    const goesOn = following.slice === 'goes-on';
    // The next page is on its way while this one is stored.
    if (fetched && 'page' in fetched && goesOn) fetching = fetchPage(pages);
    const isDue =
      deps.now().getTime() - slice.collectedAt >= COLLECT_MS || slice.collected.bytes >= COLLECT_BYTES;
    const isOver = !goesOn || (fetched !== null && 'error' in fetched);
    if ((isOver || isDue || fetched === null) && !(await store(deps, slice, following))) return;
    if (fetched && 'error' in fetched) throw fetched.error;
    if (!goesOn) return;
  }
}

function requireStore({ stores }: StepDeps, name: string): DataStore {
  const found = stores[name];
  if (found) return found;
  throw new Failure('store-missing', say('The data store "{name}" is no longer connected.', { name }));
}

/**
 * Gathers from a store, from where the last slice stopped.
 * @param until then it ends after the page that is under way; a slice that is awaited ends earlier
 */
export async function gatherSlice(
  deps: StepDeps,
  { shopId, id, shopDomain }: FoundStep,
  until: Date,
): Promise<void> {
  const begun = await beginStep(deps, { shopId, id });
  if (!begun) return;
  const { step, subject } = begun;
  const from = { shopId, shopDomain, subject, cursor: step.cursor as Json };
  const pages = requireStore(deps, step.store).gather(from)[Symbol.asyncIterator]();
  const now = deps.now();
  const slice: Slice = {
    ...{ begun, position: positionOf(begun), since: { counted: step.counted, at: now } },
    ...{ collected: nothingCollected(), collectedAt: now.getTime() },
    ...{ awaited: false, until: until.getTime() },
  };
  try {
    await gather(deps, slice, pages);
  } finally {
    // Its own end may fail only because of what has been thrown already.
    void pages.return?.().catch(() => undefined);
  }
}
