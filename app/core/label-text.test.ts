import { expect, test } from 'vitest';
import { FIELD_LABELS, labelText, wordsOfName } from './label-text.ts';

test('a field’s name reads as a person would write it; what is no name stays as it is', () => {
  expect(labelText('totalPriceSet')).toBe('Total price set');
  expect(labelText('clientIp')).toBe('Client IP');
  expect(labelText('passport_number')).toBe('Passport number');
  for (const other of ['Gift wrap?', '{"say":"Note"}', 'größe', '']) expect(labelText(other)).toBe(other);
});

test('a label of the table says what the name says, so that no archive changes by it', () => {
  const own = Object.entries(FIELD_LABELS).map(([name, { label }]) => [name, label]);
  expect(own).toEqual(Object.keys(FIELD_LABELS).map((name) => [name, wordsOfName(name)]));
});
