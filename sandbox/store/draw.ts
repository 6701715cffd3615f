/** Chance that repeats: what is drawn depends on the seed and the key of the draw, and on nothing else. */
import {
  ar,
  base,
  de,
  el,
  en,
  en_GB,
  en_US,
  es,
  Faker,
  fr,
  he,
  it,
  ja,
  ko,
  type LocaleDefinition,
  nl,
  pl,
  pt_BR,
  type Randomizer,
  ru,
  sv,
  uk,
  vi,
  zh_CN,
} from '@faker-js/faker';

const LOCALES = { ar, de, el, en_GB, en_US, es, fr, he, it, ja, ko, nl, pl, pt_BR, ru, sv, uk, vi, zh_CN };
export type DrawLocale = keyof typeof LOCALES;

/** SplitMix32: one word of state, so that a draw inside a draw costs nothing to put back. */
class SplitMix32 implements Randomizer {
  state = 0;

  readonly next = (): number => {
    this.state = (this.state + 0x9e3779b9) | 0;
    let word = this.state;
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return ((word ^ (word >>> 15)) >>> 0) / 2 ** 32;
  };

  readonly seed = (seed: number | number[]): void => {
    this.state = Array.isArray(seed) ? (seed[0] ?? 0) : seed;
  };
}

/** FNV-1a. */
function hash(text: string, seed: number): number {
  let word = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index++) {
    word = Math.imul(word ^ text.charCodeAt(index), 0x01000193);
  }
  return word;
}

export interface Draw {
  /** Runs `make` with chance that follows from `key`; the same key always gives the same result. */
  <T>(key: string, make: (faker: Faker) => T): T;
  /** The same with names, streets and words of a locale. */
  in<T>(locale: DrawLocale, key: string, make: (faker: Faker) => T): T;
}

export function createDraw(seed: number): Draw {
  const randomizer = new SplitMix32();
  const fakers = new Map<DrawLocale, Faker>();
  const fakerOf = (locale: DrawLocale) => {
    let faker = fakers.get(locale);
    if (faker === undefined) {
      const definitions: LocaleDefinition[] = [LOCALES[locale], en, base];
      faker = new Faker({ locale: definitions, randomizer });
      fakers.set(locale, faker);
    }
    return faker;
  };
  const drawIn = <T>(locale: DrawLocale, key: string, make: (faker: Faker) => T): T => {
    const before = randomizer.state;
    randomizer.state = hash(key, seed);
    try {
      return make(fakerOf(locale));
    } finally {
      randomizer.state = before;
    }
  };
  return Object.assign(<T>(key: string, make: (faker: Faker) => T) => drawIn('en_US', key, make), {
    in: drawIn,
  });
}
