/**
 * What makes a spreadsheet take a cell for a formula: its first visible character (OWASP, CSV Injection), in
 * full width too. Spaces, quotes, control and format characters before it do not protect: importers drop some.
 */
const FORMULA = /^[\s\p{C}\p{Z}"'`]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** A negative number as Shopify writes its decimals: a value, and no operand to compute with. */
const NEGATIVE_NUMBER = /^-\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * A text that is safe as a CSV cell: one that a spreadsheet could run gets an apostrophe before it, and NUL
 * goes, which importers drop and thereby lay bare what follows it (LibreOffice runs `\0=1`). Quoting is the
 * CSV writer's work.
 */
export function guardCell(text: string): string {
  const clean = text.replaceAll('\0', '');
  return FORMULA.test(clean) && !NEGATIVE_NUMBER.test(clean) ? `'${clean}` : clean;
}
