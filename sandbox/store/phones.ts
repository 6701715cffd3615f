/** Telephone numbers that belong to nobody. */

/** Numbers of a range that a regulator keeps free for fiction; null past its end. */
export const range =
  (prefix: string, digits: number, from = 0, end = 10 ** digits) =>
  (n: number) =>
    n < end - from ? `${prefix}${String(from + n).padStart(digits, '0')}` : null;

const AREA_CODES = [
  212, 213, 310, 312, 404, 415, 206, 303, 512, 617, 702, 713, 718, 720, 773, 808, 816, 858, 901, 917, 919,
  954, 972, 202, 214, 215, 216, 267, 301, 305, 313, 314, 317, 323, 347, 352, 407, 408, 412, 414, 416, 503,
  504, 514, 602, 604, 612, 614, 619, 646, 650, 678, 704, 786, 801, 813, 832, 847, 860, 925,
];

/** +1 NPA 555-0100 to 0199, in every area code above. */
export function northAmerican(n: number): string | null {
  const area = AREA_CODES[Math.floor(n / 100)];
  return area === undefined ? null : `+1${area}55501${String(n % 100).padStart(2, '0')}`;
}
