import { expect, test } from 'vitest';
import { dayText, momentText } from './date-text.ts';
import { data, listText, rowText, say, sentences } from './saying.ts';
import { sizeText } from './size-text.ts';
import { createWords, english } from './words.ts';

const german = createWords('de', {
  'Gather the data in {store}': 'Die Daten in {store} sammeln',
  '{count, plural, one {# record} other {# records}}':
    '{count, plural, one {# Datensatz} other {# Datensätze}}',
  Note: 'Notiz',
  'By {day}': 'Bis {day}',
});

test('a message is said in the language of the reader, and filled in', () => {
  expect(german.t(say('Gather the data in {store}', { store: 'Shopify' }))).toBe(
    'Die Daten in Shopify sammeln',
  );
  expect(german.t('Note')).toBe('Notiz');
  expect(german.t('By {day}', { day: dayText('2026-12-22') })).toBe('Bis 22.12.2026');
});

test('numbers count as the language counts', () => {
  const records = (count: number) => say('{count, plural, one {# record} other {# records}}', { count });
  expect(german.t(records(1))).toBe('1 Datensatz');
  expect(german.t(records(12_000))).toBe('12.000 Datensätze');
  expect(english.t(records(12_000))).toBe('12,000 records');
});

test('what a file does not have is said in English, by the rules of English', () => {
  expect(german.t(say('{count, plural, one {# gap} other {# gaps}}', { count: 0 }))).toBe('0 gaps');
  expect(german.t('Nothing is held about this person')).toBe('Nothing is held about this person');
});

test('what is data is no saying, whatever it looks like, by itself and within others', () => {
  for (const typed of ['{"say":"Note"}', '{"data":"Note"}', 'Note', 'constructor', '{"say":{"a":1}}', '']) {
    expect(german.t(data(typed))).toBe(typed);
    expect(german.t(say('By {day}', { day: data(typed) }))).toBe(`Bis ${typed}`);
    expect(german.t(rowText([data(typed), 'Note']))).toBe(`${typed}, Notiz`);
  }
});

test('what somebody has typed is a text, never what a table has by nature', () => {
  for (const typed of ['constructor', '__proto__', '{"say":{"a":1}}', '{"say":["Note"]}', '{"data":7}'])
    expect(german.t(typed)).toBe(typed);
});

test('what somebody has typed is shown as it is, whatever it looks like', () => {
  const sayings = ['{"say":"{","with":{}}', '{"say":"{a}","with":{}}', '{"day":"x"}', '{"list":1}'];
  for (const typed of ['{store}', "{count, plural, one {'", '<b>Note</b>', '{"say":', 'it’s {', ...sayings])
    expect([german.t(typed), german.t('By {day}', { day: typed })]).toEqual([typed, `Bis ${typed}`]);
  // A name that happens to be a message is a name where it fills a gap.
  expect(german.t('By {day}', { day: 'Note' })).toBe('Bis Note');
});

test('sayings hold others, in lists and one after the other', () => {
  const said = sentences(say('By {day}', { day: say('Note') }), '', listText(['Note', 'A', 'B']));
  expect(german.t(said)).toBe('Bis Notiz Notiz, A und B');
});

test('a text that may be a saying already is said once', () => {
  const day = say('By {day}', { day: dayText('2026-12-22') });
  expect(say(say(day))).toBe(day);
  expect(german.t('By {day}', { day: say(day) })).toBe('Bis Bis 22.12.2026');
  expect(german.t('By {day}', { day: say(say('Note')) })).toBe('Bis Notiz');
});

test('times and sizes follow the language, with the same blanks in every browser', () => {
  expect(german.t(momentText('2026-11-22T23:30:00.000Z', 'Europe/Berlin'))).toBe('23.11.2026, 00:30');
  expect(createWords('fr', {}).t(sizeText(1_449_000))).toBe('1,4\u00a0Mo');
  expect(english.t(momentText('2026-11-22T23:30:00.000Z', 'UTC'))).not.toMatch(/\u202f/);
});
