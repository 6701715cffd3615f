import { Failure } from '../core/failure.ts';
import type { JsonObject, StoreShop, StoreWrites } from '../core/store.ts';
import type { BegunWrites, StepWrite } from './begin-writes.ts';

/** A step that writes, while it is at it. */
export interface WritingSlice {
  begun: BegunWrites;
  at: StoreShop;
  store: StoreWrites;
}
/** A record as it stands now, or why it cannot be read. */
export type Again = { fields: JsonObject | null } | { failure: Failure };

/** About this one write; the others go on. */
const OF_WRITE = ['write-refused', 'record-gone', 'access-missing', 'unknown-operation', 'shopify-refused'];
export const isOfWrite = (error: unknown): error is Failure =>
  error instanceof Failure && !error.retry && OF_WRITE.includes(error.code);

/** Many at once; where that fails over some of them, each kind by itself, so that the others go on. */
export async function readAgain(
  { at, store }: WritingSlice,
  some: StepWrite[],
): Promise<Map<StepWrite, Again>> {
  const read = async (part: StepWrite[]): Promise<[StepWrite, Again][]> => {
    const found = await store.read(
      at,
      part.map(({ write }) => write),
    );
    return part.map((each, place) => [each, { fields: found[place] ?? null }]);
  };
  try {
    return new Map(await read(some));
  } catch (error) {
    if (!isOfWrite(error)) throw error;
  }
  const all: [StepWrite, Again][] = [];
  for (const part of Map.groupBy(some, ({ write }) => write.operation).values())
    all.push(
      ...(await read(part).catch((failure): [StepWrite, Again][] => {
        if (!isOfWrite(failure)) throw failure;
        return part.map((each) => [each, { failure }]);
      })),
    );
  return new Map(all);
}
