import { expect, test } from 'vitest';
import { APPROVAL_FIRST } from './beginning.ts';
import { SHOPIFY_ERASES_LATER, SHOPIFY_NOT_YET } from './redact-progress.ts';
import { answeredOn, type WaitingStep, waitOf } from './waiting.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const request = {
  kind: 'erasure',
  state: 'carrying-out',
  due: '2026-11-20',
  timeZone: 'Europe/Berlin',
  verification: null,
  receivedAt: new Date('2026-10-20T10:00:00Z'),
  now: NOW,
};
const step = (operation: string, state: string, more: Partial<WaitingStep> = {}): WaitingStep => ({
  ...{ planId: 'plan', operation, state, reasonCode: null, cursor: null },
  ...{ notBefore: null, retryAt: null, finishedAt: null },
  ...more,
});
const done = (operation: string, day: string, more: Partial<WaitingStep> = {}) =>
  step(operation, 'done', { finishedAt: new Date(`${day}T10:00:00Z`), ...more });
const asked = (day: string, expectedOn: string) =>
  step('redact', 'running', {
    reasonCode: SHOPIFY_ERASES_LATER,
    cursor: { askedAt: `${day}T10:00:00Z`, expectedOn },
  });
const begins = (day: string) => new Date(new Date(`${day}T00:00:00Z`).getTime() - 3_600_000);

test('an erasure that was asked of Shopify in time waits for Shopify’s day, though its due date is over', () => {
  const steps = [done('erase', '2026-11-10'), asked('2026-11-20', '2027-02-01')];
  expect(waitOf(request, steps)).toEqual({ for: 'shopify', until: '2027-02-01' });
});

test('one that was asked after its due date waits for nothing that excuses it', () => {
  expect(waitOf(request, [done('erase', '2026-11-10'), asked('2026-11-21', '2027-02-01')])).toBeNull();
  expect(waitOf(request, [done('erase', '2026-11-21'), asked('2026-11-20', '2027-02-01')])).toBeNull();
});

test('what was trimmed in time waits for the end of the retention, on the shop’s own day', () => {
  const held = step('redact', 'pending', { notBefore: begins('2037-01-01') });
  const steps = [done('write', '2026-11-20'), done('erase', '2026-11-20'), held];
  expect(waitOf(request, steps)).toEqual({ for: 'date', until: '2037-01-01' });
  expect(waitOf(request, [done('write', '2026-11-22'), done('erase', '2026-11-20'), held])).toBeNull();
  const late = { cursor: { askedAt: '2037-01-01T01:00:00Z' }, notBefore: begins('2037-01-01') };
  const lookBack = step('probe', 'pending', { notBefore: new Date('2037-02-20T09:00:00Z') });
  const after = [...steps.slice(0, 2), done('redact', '2037-02-13', late), lookBack];
  const then = { ...request, now: new Date('2037-02-14T00:00:00Z') };
  expect(waitOf(then, after)).toEqual({ for: 'date', until: '2037-02-20' });
});

test('a look back is waited for; of several days the one of Shopify is told, otherwise the last', () => {
  const lookBack = (day: string) => step('probe', 'pending', { notBefore: new Date(`${day}T09:00:00Z`) });
  const erased = done('erase', '2026-11-19');
  expect(waitOf(request, [erased, lookBack('2026-11-26')])).toEqual({ for: 'date', until: '2026-11-26' });
  const both = [erased, lookBack('2026-11-26'), lookBack('2026-11-28')];
  expect(waitOf(request, both)?.until).toBe('2026-11-28');
  expect(waitOf(request, [...both, asked('2026-11-18', '2026-11-25')])).toEqual({
    for: 'shopify',
    until: '2026-11-25',
  });
});

test.each([
  [
    'a step that is to be done now',
    step('write', 'pending', { notBefore: new Date('2026-11-19T09:00:00Z') }),
  ],
  ['a step that runs', step('write', 'running')],
  ['an answer that is owed first', step('redact', 'pending', { reasonCode: 'answer-first' })],
  ['Shopify, past the day that it keeps to', step('redact', 'running', { reasonCode: SHOPIFY_NOT_YET })],
])('who waits for %s is as due as ever', (_what, other) => {
  expect(waitOf(request, [asked('2026-11-18', '2027-02-01'), other])).toBeNull();
});

test('a step that needs a person tells, whatever else waits; so does what nobody has approved or looked through yet', () => {
  const steps = [asked('2026-11-18', '2027-02-01'), step('probe', 'blocked')];
  expect(waitOf(request, steps)).toEqual({ for: 'blocked', until: null });
  const held = step('erase', 'pending', { planId: null, reasonCode: APPROVAL_FIRST });
  expect(waitOf({ ...request, state: 'received' }, [held])).toEqual({ for: 'you', until: null });
  for (const state of ['ready', 'planned'])
    expect(waitOf({ ...request, state }, [done('gather', '2026-11-10')])?.for).toBe('you');
  expect(waitOf({ ...request, state: 'closed' }, steps)).toBeNull();
});

test('a plan that has not begun, or was cancelled, waits for nothing; what was stopped is not late', () => {
  const steps = [done('erase', '2026-11-10'), asked('2026-11-18', '2027-02-01')];
  expect(waitOf({ ...request, state: 'approved' }, steps)).toBeNull();
  const stopped = step('redact', 'stopped', { finishedAt: new Date('2026-11-22T09:00:00Z') });
  expect(waitOf(request, [...steps, stopped])?.for).toBe('shopify');
});

test('what is closed long after its due date was answered on the day on which the shop did the last of its part', () => {
  const closed = { due: '2026-11-20', timeZone: 'Europe/Berlin', closedAt: new Date('2027-02-02T23:30:00Z') };
  const erased = done('redact', '2027-02-02', { cursor: { askedAt: '2026-11-18T10:00:00Z' } });
  const steps = [done('write', '2026-11-17'), erased, done('probe', '2027-02-01')];
  expect(answeredOn(closed, steps)).toBe('2026-11-18');
  expect(answeredOn(closed, [...steps, done('erase', '2026-11-21')])).toBe('2026-11-21');
  // Without a plan it is answered when it is closed, on the shop's own day.
  const gathered = done('gather', '2026-11-16', { planId: null });
  expect(answeredOn(closed, [gathered])).toBe('2027-02-03');
});

test.each([
  ['an answer that is released, and not yet handed out', { kind: 'access', state: 'released' }],
  ['a change that nobody has entered', { kind: 'rectification', state: 'received' }],
])('staff are waited for: %s', (_, where) => {
  expect(waitOf({ ...request, ...where }, [])).toEqual({ for: 'you', until: null });
});

test('what is only received goes on by itself', () => {
  expect(waitOf({ ...request, kind: 'erasure', state: 'received' }, [])).toBeNull();
});

test('a request of which nobody knows who asks waits for the person until it closes by itself, and is not blocked', () => {
  const held = { ...request, state: 'received', verification: 'awaited' };
  const steps = [step('gather', 'blocked', { planId: null, reasonCode: 'identity-first' })];
  expect(waitOf(held, steps)).toEqual({ for: 'person', until: '2026-11-19' });
  expect(waitOf({ ...held, kind: 'rectification' }, [])).toEqual({ for: 'person', until: '2026-11-19' });
  expect(waitOf({ ...held, verification: 'mail-link' }, steps)).toEqual({ for: 'blocked', until: null });
});
