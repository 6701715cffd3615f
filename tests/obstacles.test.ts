import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { OBSTACLES } from '#app/core/obstacle.ts';

/** Where a step meets what stands in its way. */
const PLACES = [
  'app/services/*.ts',
  'app/core/*.ts',
  'app/adapters/stores/**/*.ts',
  'app/adapters/vault/*.ts',
];
/** As it is written down: with a failure, or with the step itself. */
const CODES = [
  /new Failure\(\s*'([a-z-]+)'/g,
  /\breasonCode: '([a-z-]+)'/g,
  /^\s*code: '([a-z-]+)'/gm,
  /\bwaitStep\([^;]*?\bcode: '([a-z-]+)'/g,
];
/** Never a step's: of deliveries, archives and visitors. */
const ELSEWHERE = ['archive-differs', 'release-withdrawn', 'session-id', 'staff-untold', 'unknown-topic'];

test('whatever may stand in the way of a step has words for the timeline', async () => {
  const found = new Set<string>();
  for await (const path of glob(PLACES)) {
    if (path.includes('generated') || path.endsWith('.test.ts')) continue;
    const source = readFileSync(path, 'utf8');
    for (const pattern of CODES) for (const [, code = ''] of source.matchAll(pattern)) found.add(code);
  }
  expect(found.size).toBeGreaterThan(30);
  const known = [...Object.keys(OBSTACLES), ...ELSEWHERE];
  expect([...found].filter((code) => !known.includes(code)).sort()).toEqual([]);
});
