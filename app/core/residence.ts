import { isJsonObject } from './field-path.ts';
import type { Json } from './store.ts';

/** Whether an address in California stands anywhere in a record, in Shopify's words. */
export function hasCalifornianAddress(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasCalifornianAddress);
  if (!isJsonObject(value)) return false;
  const { countryCodeV2, countryCode, provinceCode, province } = value;
  const isUnitedStates = countryCodeV2 === 'US' || countryCode === 'US';
  if (isUnitedStates && (provinceCode === 'CA' || province === 'California')) return true;
  return Object.values(value).some(hasCalifornianAddress);
}

/** Where somebody lives or is established. */
export interface Residence {
  /** ISO 3166-1 alpha-2 */
  country: string;
  /** The subdivision without its country: `CA` of `US-CA`; null where it is not known or makes no difference. */
  region: string | null;
}

/** `US-CA`, or `US` alone. */
export const placeCode = ({ country, region }: Residence): string =>
  region === null ? country : `${country}-${region}`;
