import { Temporal } from 'temporal-polyfill';

/** So far back may the day lie on which a person asked. */
const MOST_YEARS = 1;

/**
 * Whether a person may have asked on `day`: not after it came to the app, and at most a year before.
 * @param day, arrivedOn `YYYY-MM-DD`
 */
export function isReceiptDay(day: string, arrivedOn: string): boolean {
  const first = Temporal.PlainDate.from(arrivedOn).subtract({ years: MOST_YEARS }).toString();
  return day >= first && day <= arrivedOn;
}
