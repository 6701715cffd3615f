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
