/** Renders the block of the theme app extension as a storefront would. */
import { readFileSync } from 'node:fs';
import { Liquid } from 'liquidjs';

const FOLDER = new URL('../../extensions/privacy-requests/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, FOLDER), 'utf8');

export const LOCALES = ['en', 'de', 'fr'] as const;
export type Locale = (typeof LOCALES)[number];

/** The extension's own texts of a language. */
export function textsOf(locale: Locale): Record<string, string> {
  const path = locale === 'en' ? 'locales/en.default.json' : `locales/${locale}.json`;
  return JSON.parse(read(path)).privacy_requests;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Shopify's filters that liquidjs does not have; `t` escapes what it fills in, as Shopify's does. */
function createEngine(locale: Locale): Liquid {
  const engine = new Liquid();
  const texts = textsOf(locale);
  engine.registerTag('schema', {
    parse(_, remaining) {
      while (remaining[0] && !/endschema/.test(remaining[0].getText())) remaining.shift();
      remaining.shift();
    },
    render: () => '',
  });
  engine.registerFilter('t', (key: string, ...fillings: [string, string][]) => {
    const text = texts[key.replace(/^privacy_requests\./, '')];
    if (text === undefined) throw new Error(`there is no text ${key}`);
    const filled = Object.fromEntries(fillings);
    return text.replace(/{{ (\w+) }}/g, (_, name: string) => escaped(String(filled[name])));
  });
  engine.registerFilter('url_param_escape', (text: string) => encodeURIComponent(text));
  engine.registerFilter('url_escape', (text: string) => encodeURI(text));
  return engine;
}

export function renderBlock(options: {
  locale: Locale;
  shop: { name: string; email: string };
  settings?: { heading?: string; contact?: string };
}): Promise<string> {
  const { locale, shop, settings = {} } = options;
  const block = { id: 'AbC1', settings, shopify_attributes: '' };
  return createEngine(locale).parseAndRender(read('blocks/privacy-requests.liquid'), { shop, block });
}
