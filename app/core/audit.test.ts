import { expect, test } from 'vitest';
import { auditEntry } from './audit.ts';
import { newId, shopIdOf } from './id.ts';

test('an entry is canonical JSON (RFC 8785): keys sorted, no white space, the same bytes every time', () => {
  const entry = auditEntry('s', 'i', '2026-01-02T03:04:05.678Z', {
    type: 'request.opened',
    actor: { kind: 'staff', id: '7' },
    requestId: 'r',
    data: { zebra: 1, apple: 'é', list: null },
  });
  expect(entry).toBe(
    '{"actor":{"id":"7","kind":"staff"},"at":"2026-01-02T03:04:05.678Z","data":{"apple":"é","list":null,"zebra":1},' +
      '"id":"i","request":"r","shop":"s","type":"request.opened","v":1}',
  );
});

test('ids sort by the time they were made, and a shop’s id follows from its domain alone', () => {
  const zero = (size: number) => Buffer.alloc(size);
  const ones = (size: number) => Buffer.alloc(size, 255);
  expect(newId(1000, ones) < newId(1001, zero)).toBe(true);
  expect(newId(1_790_000_000_000, ones)).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(shopIdOf('demo.myshopify.com')).toBe(shopIdOf('demo.myshopify.com'));
  expect(shopIdOf('demo.myshopify.com')).not.toBe(shopIdOf('demo2.myshopify.com'));
});
