import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardCell } from './csv-guard.ts';

describe('guardCell', () => {
  it.each([
    '=1+1',
    '+49 30 123456',
    '-1+1',
    '@SUM(A1)',
    '\tindented',
    '\rreturn',
    '\nline',
    '  =1+1',
    '"=1+1"',
    "'=1+1",
    '\u00a0\u200b=1+1',
    '\ufeff=1+1',
    '\u0001=1+1',
    '＝1+1',
    '-',
    '-1;=1',
    '- a list item',
  ])('puts an apostrophe before %j', (text) => {
    expect(guardCell(text)).toBe(`'${text}`);
  });

  it.each(['', 'Ada', 'a=b', '12.50', '-12.50', '-3', '-1.5e-7', '"quoted"', "O'Neil", ' leading space'])(
    'leaves %j as it is',
    (text) => {
      expect(guardCell(text)).toBe(text);
    },
  );

  it('drops NUL before it looks for a formula', () => {
    expect(guardCell('\0=1')).toBe("'=1");
    expect(guardCell('a\0b')).toBe('ab');
  });

  it('never lets a cell begin as a formula, whatever the text', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '\0', ' ', '"', "'", '1', 'A', '.'),
    });
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
        const cell = guardCell(text);
        expect(cell).not.toContain('\0');
        expect(/^[=+@\t\r\n]|^-(?!\d+(\.\d+)?([eE][+-]?\d+)?$)/.test(cell)).toBe(false);
      }),
    );
  });

  it('changes nothing but NUL and the apostrophe', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = text.replaceAll('\0', '');
        expect([clean, `'${clean}`]).toContain(guardCell(text));
      }),
    );
  });
});
