/** Greatest 32-bit integer of PostgreSQL, the type of a request's number and of a record's position. */
const MOST = 2_147_483_647;

/** A whole number out of an address or a form; null for anything else. */
export function wholeNumber(text: string | null | undefined): number | null {
  if (text == null || !/^\d{1,10}$/.test(text)) return null;
  const number = Number(text);
  return number <= MOST ? number : null;
}
