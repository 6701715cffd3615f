import { describe, expect, test } from 'vitest';
import { estimateEnd } from './estimate.ts';

const at = (seconds: number) => new Date(seconds * 1000);
const begun = { counted: 0, at: at(0) };

describe('the estimate of the end', () => {
  test('follows from the rate so far', () => {
    expect(estimateEnd(begun, { counted: 100, at: at(10) }, 400, null)).toEqual(at(40));
  });

  test('moves towards a changed rate without jumping to it', () => {
    const slower = estimateEnd({ counted: 100, at: at(10) }, { counted: 110, at: at(20) }, 400, at(40));
    expect(slower?.getTime()).toBeGreaterThan(at(40).getTime());
    expect(slower?.getTime()).toBeLessThan(at(310).getTime());
  });

  test('stays what it was while nothing moved, and begins anew once it has passed', () => {
    expect(estimateEnd(begun, { counted: 0, at: at(10) }, 400, at(40))).toEqual(at(40));
    expect(estimateEnd(begun, { counted: 100, at: at(10) }, 400, at(5))).toEqual(at(40));
  });

  test('is unknown without an expected number, and when all is there', () => {
    expect(estimateEnd(begun, { counted: 10, at: at(10) }, null, null)).toBeNull();
    expect(estimateEnd(begun, { counted: 400, at: at(10) }, 400, at(40))).toBeNull();
  });
});
