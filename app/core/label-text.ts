const ABBREVIATIONS = new Set(['id', 'ip', 'url', 'vat', 'sms', 'sku']);

/** A field's name as a person would write it: `totalPriceSet` is "Total price set"; other names stay as they are. */
export function labelText(field: string): string {
  if (!/^_*[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$/.test(field)) return field;
  const words = field
    .replace(/([a-z])(?=[A-Z0-9])|([0-9])(?=[A-Z])/g, '$& ')
    .replace(/_+/g, ' ')
    .trim()
    .toLowerCase()
    .split(' ')
    .map((word) => (ABBREVIATIONS.has(word) ? word.toUpperCase() : word))
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
