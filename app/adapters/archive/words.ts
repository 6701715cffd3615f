export { labelText } from '../../core/label-text.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** Written without Intl: its texts change with the version of ICU, and the archive's bytes must not. */
export function dayText(date: Date): string {
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** 1234 is "1,234". */
export function numberText(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1 record", "1,234 records". */
export function countText(count: number, singular: string, plural = `${singular}s`): string {
  return `${numberText(count)} ${count === 1 ? singular : plural}`;
}

const SIZES = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** Decimal units, as file managers show them. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < SIZES.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${SIZES[unit]}`;
}

/** One line, whatever the text holds: for files whose lines mean something. */
export function lineText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}
