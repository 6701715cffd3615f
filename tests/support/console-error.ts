import { afterEach, expect } from 'vitest';

const said: string[] = [];

/** What is worth an error on the console is worth a failed test. */
console.error = (...words: unknown[]) => {
  said.push(words.map(String).join(' '));
};

afterEach(() => {
  expect(said.splice(0), 'console.error').toEqual([]);
});
