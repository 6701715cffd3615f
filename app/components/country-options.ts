import { COUNTRY_CODES } from '../core/person-field.ts';

/** Named on the server: browsers do not all call countries alike. @param language BCP 47 */
export function countryOptions(language: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  return COUNTRY_CODES.map((value) => ({ value, label: names.of(value) ?? value })).sort((a, b) =>
    a.label.localeCompare(b.label, language),
  );
}
