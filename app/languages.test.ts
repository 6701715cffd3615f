import { describe, expect, test } from 'vitest';
import { answerLanguage } from './language.server.ts';
import { chooseLanguage, languageOf, loadLanguage } from './languages.ts';

describe('the language of a page', () => {
  test('is the first wanted that has a file, with its region', () => {
    expect(chooseLanguage(['nl', 'de-AT', 'fr'])).toBe('de-AT');
    expect(chooseLanguage(['FR-ca'])).toBe('fr-CA');
  });

  test('goes by language and region, whatever else a tag has', () => {
    expect(chooseLanguage(['de-x-aaaa'])).toBe('de');
    expect(chooseLanguage(['de-Latn-AT-1996-u-nu-latn'])).toBe('de-AT');
  });

  test('is English where no wanted one has a file, whatever is wanted', () => {
    expect(chooseLanguage([])).toBe('en');
    expect(chooseLanguage(['nl', '', '../de', 'de_DE', '*', 'constructor', '__proto__'])).toBe('en');
  });

  test('is told by Shopify in the address, then by the browser, by its preference', async () => {
    const asked = (query: string, accepted = '') =>
      answerLanguage(
        new Request(`http://app.localhost/app${query}`, { headers: { 'accept-language': accepted } }),
      );
    expect(await asked('?locale=de', 'fr')).toBe('de');
    expect(await asked('?locale=nl', 'en;q=0.5, fr-BE;q=0.9, de;q=0')).toBe('fr-BE');
    expect(await asked('', 'de;q=0')).toBe('en');
    expect(await asked('')).toBe('en');
  });

  test('brings its messages, its numbers and the words of Polaris', async () => {
    expect(languageOf('de-AT').words.t('Orders')).toBe('Orders');
    await loadLanguage('de-AT');
    const { words, polaris } = languageOf('de-AT');
    expect(words.t('Orders')).toBe('Bestellungen');
    expect(words.t('{count, number} shops', { count: 12_000 })).toMatch(/^12.000 shops$/);
    expect(polaris.Polaris.Common.cancel).toBe('Abbrechen');
  });
});
