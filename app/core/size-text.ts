const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** A size as people and file managers write it: 512 bytes, 1.4 MB. Decimal: 1 kB is 1,000 bytes. */
export function sizeText(bytes: number): string {
  if (bytes === 1) return '1 byte';
  const power = bytes < 1_000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1_000 ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  const text = value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${text} ${UNITS[power]}`;
}
