/** JSON as Shopify writes it: ids are bare numbers, also beyond 2^53. */

declare global {
  interface JSON {
    /** In Node since 21; the text stands in the output as it is. */
    rawJSON(text: string): object;
  }
}

/** `JSON.stringify` that writes a bigint as the number it is. */
export const writeJson = (value: object): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? JSON.rawJSON(String(part)) : part,
  );
