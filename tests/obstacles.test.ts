import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { OBSTACLES } from '#app/core/obstacle.ts';

/** Where a step, or a release, meets what stands in its way. */
const PLACES = ['app/services/*.ts', 'app/core/*.ts', 'app/adapters/**/*.ts'];
/** As it is written down: with a failure, or with the step itself. */
const CODES = [
  /new Failure\(\s*'([a-z.-]+)'/g,
  /\breasonCode: '([a-z.-]+)'/g,
  /^\s*code: '([a-z.-]+)'/gm,
  /\bwaitStep\([^;]*?\bcode: '([a-z.-]+)'/g,
];
/** Never in the timeline of a request: of deliveries, downloads, mails and visitors. */
const ELSEWHERE = [
  ...['archive-differs', 'archive-password', 'release-withdrawn', 'session-id', 'staff-untold'],
  ...['unknown-topic', 'mail-away', 'mail-not-set-up', 'mail-refused', 'day-unusable'],
];

test('whatever may stand in the way of a step or a release has words for the timeline', async () => {
  const found = new Set<string>();
  for await (const path of glob(PLACES)) {
    if (/generated/.test(path) || path.endsWith('.test.ts')) continue;
    const source = readFileSync(path, 'utf8');
    for (const pattern of CODES) for (const [, code = ''] of source.matchAll(pattern)) found.add(code);
  }
  expect(found.size).toBeGreaterThan(30);
  const known = [...Object.keys(OBSTACLES), ...ELSEWHERE];
  expect([...found].filter((code) => !known.includes(code)).sort()).toEqual([]);
});
