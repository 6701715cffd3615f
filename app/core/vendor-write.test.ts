import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparable, differing, hasFields, moveOf } from './vendor-write.ts';

const before = { note: 'Likes tea', phone: '+49 30 23125' };
const after = { note: null, phone: null };
const standing = { before, after, state: null, found: before };

describe('what is compared', () => {
  test('is what a vendor keeps, in whatever form it writes it', () => {
    expect(hasFields({ phone: '+493023125' }, { phone: '+49 30 23125' })).toBe(true);
    expect(hasFields({ email: 'who@example.com' }, { email: 'Who@Example.com' })).toBe(true);
    expect(hasFields({ tags: ['b', 'A'] }, { tags: ['a', 'B'] })).toBe(true);
    expect(hasFields({ note: ' two\r\nlines ' }, { note: 'two\nlines' })).toBe(true);
    expect(hasFields({ note: '' }, { note: null })).toBe(true);
    expect(hasFields({}, { note: null })).toBe(true);
  });

  test('is no field that changes by itself or follows from another', () => {
    const address = { countryCode: 'DE', country: 'Germany', latitude: 52.5 };
    expect(comparable({ address, updatedAt: 'now' })).toEqual({ address: { countryCode: 'DE' } });
  });

  test('is every other field: one that changed is named', () => {
    expect(differing({ note: 'x', phone: '1' }, { note: 'y', phone: '1' })).toEqual(['note']);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(hasFields({ note: `${text}!` }, { note: text })).toBe(false);
      }),
    );
  });
});

describe('after its record was read again, a write', () => {
  test('is sent where everything is as it was approved', () => {
    expect(moveOf(standing)).toEqual({ move: 'send' });
  });

  test('is done where the record stands already as it is to stand, sent or not', () => {
    expect(moveOf({ ...standing, found: after })).toEqual({ move: 'end', state: 'done' });
    expect(moveOf({ ...standing, state: 'intended', found: after })).toEqual({ move: 'end', state: 'done' });
  });

  test('is held where something else stands there', () => {
    const found = { ...before, note: 'Likes coffee' };
    expect(moveOf({ ...standing, found })).toEqual({ move: 'hold', state: 'drifted' });
    expect(moveOf({ ...standing, state: 'intended', found })).toEqual({ move: 'hold', state: 'drifted' });
  });

  test('that may have been sent and took effect in part is sent again; one that was not is held', () => {
    const found = { ...before, note: null };
    expect(moveOf({ ...standing, state: 'intended', found })).toEqual({ move: 'send' });
    expect(moveOf({ ...standing, found })).toEqual({ move: 'hold', state: 'drifted' });
  });

  test('of a record that is gone has nothing left to take away, and nothing to change', () => {
    const gone = { ...standing, found: null };
    expect(moveOf(gone)).toEqual({ move: 'hold', state: 'refused' });
    expect(moveOf({ ...gone, after: {} })).toEqual({ move: 'end', state: 'gone' });
    expect(moveOf({ ...gone, after: {}, state: 'intended' })).toEqual({ move: 'end', state: 'done' });
  });

  test('that takes a record away is sent as long as the record is as it was approved', () => {
    expect(moveOf({ ...standing, after: {} })).toEqual({ move: 'send' });
    expect(moveOf({ ...standing, after: {}, state: 'intended' })).toEqual({ move: 'send' });
    const found = { ...before, note: 'other' };
    expect(moveOf({ ...standing, after: {}, state: 'intended', found })).toMatchObject({ move: 'hold' });
  });
});
