import { describe, expect, it } from 'vitest';
import { archivePasswordProblem } from './archive-password.ts';
import { english } from './words.ts';

describe('archivePasswordProblem', () => {
  it.each(['correct horse battery', 'abcdefghijk'.repeat(9), 'A1!"#$%&/()=?'])('accepts %j', (password) => {
    expect(archivePasswordProblem(password)).toBeNull();
  });

  it.each([
    ['short', 'at least 12'],
    ['', 'at least 12'],
    ['abcdefghij'.repeat(10), 'at most 99'],
    ['x'.repeat(99), 'different characters'],
    ['abababababab', 'different characters'],
    ['zoë zoë zoë zoë', 'unaccented'],
    ['tab\there and there', 'unaccented'],
    ['correct horse battery ', 'space'],
  ])('refuses %j and says what to do', (password, words) => {
    expect(english.t(archivePasswordProblem(password) ?? '')).toContain(words);
  });
});
