import { beforeAll, describe, expect, test } from 'vitest';
import type { PlannedWrite } from '#app/core/plan.ts';
import type { JsonObject, StoreShop, StoreWrites } from '#app/core/store.ts';

export interface WritesUnderTest {
  writes: StoreWrites;
  at: StoreShop;
  /** A change of each kind that the store knows, of different records, as they stand. */
  planned: PlannedWrite[];
  /** The same change of a record that does not exist. */
  absent: PlannedWrite[];
}

/** What of the fields a plan says how it is to be afterwards. */
const toBe = ({ after }: PlannedWrite, fields: JsonObject | null) =>
  fields && Object.fromEntries(Object.keys(after).map((name) => [name, fields[name] ?? null]));
const isRemoval = ({ after }: PlannedWrite) => Object.keys(after).length === 0;
const sorted = (fields: JsonObject | null) =>
  fields &&
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, Array.isArray(value) ? value.toSorted() : value]),
  );

/** What every store promises that can be written to. */
export function storeWritesContract(name: string, create: () => Promise<WritesUnderTest>): void {
  describe(name, () => {
    let it: WritesUnderTest;
    beforeAll(async () => {
      it = await create();
    });

    test('reads the fields of many writes at once, in their order, as they were planned from', async () => {
      const { writes, at, planned } = it;
      const found = await writes.read(at, planned);
      expect(found.map(sorted)).toMatchObject(planned.map(({ before }) => sorted(before)));
      const reversed = await writes.read(at, planned.toReversed());
      expect(reversed).toEqual(found.toReversed());
    });

    test('says null for a record that is gone', async () => {
      const { writes, at, absent } = it;
      expect(await writes.read(at, absent)).toEqual(absent.map(() => null));
    });

    test('leaves each record as it was planned to be, and does so again when it is sent twice', async () => {
      const { writes, at, planned } = it;
      for (let times = 0; times < 2; times += 1) {
        for (const write of planned)
          await writes.write(at, write).catch((error) => {
            // What is gone cannot be taken away again, and that is said.
            if (!isRemoval(write) || error.code !== 'record-gone') throw error;
          });
        const found = await writes.read(at, planned);
        expect(found.map((fields, place) => sorted(toBe(planned[place] as PlannedWrite, fields)))).toEqual(
          planned.map((write) => (isRemoval(write) ? null : sorted(write.after))),
        );
      }
    });
  });
}
