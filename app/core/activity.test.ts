import { expect, test } from 'vitest';
import {
  ACTIVITY_GROUP_NAMES,
  ACTIVITY_GROUPS,
  groupOf,
  readActivityFilter,
  typesOf,
  writeActivityFilter,
} from './activity.ts';
import { AUDIT_EVENTS } from './audit.ts';

test('every event of the log stands in exactly one group', () => {
  expect(Object.keys(AUDIT_EVENTS).filter((type) => groupOf(type) === null)).toEqual([]);
  expect(ACTIVITY_GROUP_NAMES.flatMap(typesOf).sort()).toEqual(Object.keys(AUDIT_EVENTS).sort());
  const beginnings = Object.values(ACTIVITY_GROUPS).flatMap(({ of }) => of);
  expect(new Set(beginnings).size).toBe(beginnings.length);
});

test('an address says what is shown, and comes back as it was', () => {
  const filter = { group: 'plans', request: 1001, staff: '7', from: '2026-11-01', to: '2026-11-30' } as const;
  expect(readActivityFilter(new URLSearchParams(writeActivityFilter(filter)))).toEqual(filter);
});

test('whatever an address must not say is as if it were not there', () => {
  const address = new URLSearchParams({
    ...{ group: 'toString', request: '1 OR 1=1', staff: 'x', from: '2026-13-01', to: 'yesterday' },
  });
  expect(writeActivityFilter(readActivityFilter(address))).toBe('');
});
