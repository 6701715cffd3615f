/**
 * The languages of the app's pages: one message file each, in app/messages, named by its BCP 47 tag. A file more is a
 * language more. The browser loads only the one that it shows.
 */
import polarisEnglish from '@shopify/polaris/locales/en.json';
import { createWords, type Messages, type Words } from './core/words.ts';

/** What a page needs to speak a language: its own words, and those of Polaris. */
export interface Language {
  words: Words;
  polaris: typeof polarisEnglish;
}

const files = import.meta.glob<Messages>('./messages/*.json', { import: 'default' });
const polarisFiles = import.meta.glob<typeof polarisEnglish>(
  '../node_modules/@shopify/polaris/locales/*.json',
  { import: 'default' },
);

const tagOf = (path: string): string => path.replace(/^.*\/|\.json$/g, '');
const byTag = <T>(found: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(found).map(([path, load]) => [tagOf(path), load]));
const messagesOf = byTag(files);
const polarisOf = byTag(polarisFiles);

/** Its messages are in the code. */
const SOURCE = 'en';
export const LANGUAGES: readonly string[] = Object.keys(messagesOf).sort();

/** The file for a tag: its own, or that of the language without its region. */
function fileFor(tag: string): string | null {
  const [base = ''] = tag.split('-');
  return [tag, base].find((each) => LANGUAGES.includes(each)) ?? null;
}

/**
 * Language and region: a script where a file has one, nothing else. A tag may go on without end, and whoever sends one
 * after another would fill the memory with what is kept for each.
 */
function plainTag(tag: string): string {
  const { language, script, region } = new Intl.Locale(tag);
  const written = [language, script].join('-');
  const base = LANGUAGES.some((each) => each === written || each.startsWith(`${written}-`))
    ? written
    : language;
  return region === undefined ? base : `${base}-${region}`;
}

/**
 * The tag to speak of those that somebody would have, best first; with its region, which dates and numbers go by.
 * @param wanted as Shopify's `locale` or a browser tells them; whatever is no tag is passed over
 */
export function chooseLanguage(wanted: readonly string[]): string {
  for (const each of wanted) {
    try {
      const [tag] = Intl.getCanonicalLocales(each);
      if (tag !== undefined && fileFor(tag) !== null) return plainTag(tag);
    } catch {
      // No tag: the next one.
    }
  }
  return SOURCE;
}

const loaded = new Map<string, Language>();
/** Languages with their regions that are in use at once, and more. */
const MOST_LOADED = 50;

/** Loads what `languageOf` then gives. @param tag as `chooseLanguage` gives it */
export async function loadLanguage(tag: string): Promise<void> {
  if (loaded.has(tag)) return;
  const file = fileFor(tag) ?? SOURCE;
  const [messages, polaris] = await Promise.all([messagesOf[file]?.(), polarisOf[file]?.()]);
  const [oldest] = loaded.keys();
  if (loaded.size >= MOST_LOADED && oldest !== undefined) loaded.delete(oldest);
  loaded.set(tag, { words: createWords(tag, messages ?? {}), polaris: polaris ?? polarisEnglish });
}

/** English until it is loaded. */
export const languageOf = (tag: string): Language =>
  loaded.get(tag) ?? { words: createWords(SOURCE, {}), polaris: polarisEnglish };
