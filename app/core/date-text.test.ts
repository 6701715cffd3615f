import { expect, test } from 'vitest';
import { dayText, dueText, momentText, shortDayText } from './date-text.ts';
import { english } from './words.ts';

test('a moment is told in the shop’s time zone, not the server’s', () => {
  expect(english.t(momentText('2026-11-22T23:30:00.000Z', 'Europe/Berlin'))).toMatch(
    /^Nov 23, 2026.*12:30\sAM$/,
  );
  expect(english.t(momentText('2026-11-22T23:30:00.000Z', 'America/Los_Angeles'))).toMatch(
    /^Nov 22, 2026.*3:30\sPM$/,
  );
});

test('a calendar day stays that day, wherever it is read', () => {
  expect(english.t(dayText('2026-03-01'))).toBe('Mar 1, 2026');
  expect(english.t(shortDayText('2026-03-01'))).toBe('Mar 1');
});

test.each([
  ['2026-12-22', 'due in 30 days', 'later'],
  ['2026-11-29', 'due in 7 days', 'soon'],
  ['2026-11-23', 'due tomorrow', 'soon'],
  ['2026-11-22', 'due today', 'soon'],
  ['2026-11-21', 'overdue by 1 day', 'overdue'],
  ['2026-11-12', 'overdue by 10 days', 'overdue'],
])('on 22 November a request due on %s is %s', (due, text, urgency) => {
  const { text: said, urgency: found } = dueText(due, '2026-11-22');
  expect({ text: english.t(said), urgency: found }).toEqual({ text, urgency });
});
