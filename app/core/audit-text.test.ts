import { expect, test } from 'vitest';
import { type AuditData, type AuditEventType, auditEntry } from './audit.ts';
import { eventText } from './audit-text.ts';
import { say } from './saying.ts';
import { english } from './words.ts';

const TITLES = { orders: say('Orders'), 'draft-orders': say('Draft orders') };

function detailOf(type: AuditEventType, data: AuditData): string {
  const event = { type, actor: { kind: 'system' } as const, data };
  const entry = auditEntry('shop', 'id', '2026-11-22T12:00:00.000Z', event);
  return english.t(eventText(type, entry, {}, TITLES).detail);
}

test('that gathering is done says how much is missing, and nothing where all is there', () => {
  expect(detailOf('request.ready', { gaps: 0 })).toBe('');
  expect(detailOf('request.ready', { gaps: 1 })).toBe('What could be read is gathered; one part is missing');
  expect(detailOf('request.ready', { gaps: 3 })).toBe('What could be read is gathered; 3 parts are missing');
  // Entries that were written before this was recorded stay as they are.
  expect(detailOf('request.ready', {})).toBe('');
});

test('what stood in the way is told in words, also of an answer that could not be released', () => {
  const step = { store: 'shopify', operation: 'write' };
  for (const type of ['step.blocked', 'step.postponed'] as const)
    expect(detailOf(type, { ...step, reason: 'access-missing' })).toMatch(/: An access is missing$/);
  expect(detailOf('release.failed', { reason: 'dossier.incomplete' })).toBe(
    'Something that was gathered is no longer there',
  );
});

test('a part of the data is told by its title, and one that no store knows by its own name', () => {
  const viewed = (collection: string) => detailOf('dossier.viewed', { collection, from: 0, search: false });
  expect(viewed('orders')).toBe('Orders, from record 1 on');
  expect(viewed('loyalty')).toBe('loyalty, from record 1 on');
  expect(detailOf('dossier.viewed', { collection: 'draft-orders', from: 0, search: true })).toBe(
    'Searched in: Draft orders',
  );
  expect(detailOf('redaction.undone', { collection: 'orders', total: 2 })).toBe(
    'Orders. 2 things left out in all.',
  );
});
