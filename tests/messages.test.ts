import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { readLanguages, readMessages } from '#sandbox/messages.ts';

const { messages, bare } = readMessages();
const inCode = [...new Set(messages.map(({ text }) => text))].sort();
const { en = {}, ...others } = readLanguages();

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** What `ast[].type` says; the parser's own names are constants that types alone do not carry. */
const KINDS = ['literal', 'argument', 'number', 'date', 'time', 'select', 'plural', 'pound', 'tag'];

/** Name and kind of every argument, each once: a translation may say one twice, or in another order. */
function argumentsOf(elements: readonly Element[]): string[] {
  const found = elements.flatMap((element): string[] => {
    const kind = KINDS[element.type] ?? '';
    const own =
      kind === 'literal' || kind === 'pound' ? [] : [`${kind} ${'value' in element ? element.value : ''}`];
    const options = 'options' in element ? Object.values(element.options) : [];
    return [...own, ...options.flatMap(({ value }) => argumentsOf(value))];
  });
  return [...new Set(found)].sort();
}

/** Names of the cases of each `select`: they are values in the code. */
function casesOf(elements: readonly Element[]): string[] {
  const found = elements.flatMap((element) => {
    if (!('options' in element)) return [];
    const inner = Object.values(element.options).flatMap(({ value }) => casesOf(value));
    return KINDS[element.type] === 'select' ? [...Object.keys(element.options), ...inner] : inner;
  });
  return [...new Set(found)].sort();
}

const parsed = (message: string, language: string): Element[] =>
  new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst();

/** What is wrong with a translation; null where nothing is. */
function faultOf(message: string, translation: string, language: string): string | null {
  try {
    const [there, here] = [parsed(message, 'en'), parsed(translation, language)];
    const sameArguments = String(argumentsOf(there)) === String(argumentsOf(here));
    if (!sameArguments) return `${message}: ${argumentsOf(there)} became ${argumentsOf(here)}`;
    const sameCases = String(casesOf(there)) === String(casesOf(here));
    return sameCases ? null : `${message}: other cases`;
  } catch (error) {
    return `${message}: ${String(error)}`;
  }
}

test('no words stand in the code that a message file could not change', () => {
  expect(bare.map(({ place, text }) => `${place} ${text}`)).toEqual([]);
});

test('the English file has the messages of the code, each as it stands there', () => {
  expect(Object.keys(en).sort()).toEqual(inCode);
  expect(Object.entries(en).filter(([message, same]) => message !== same)).toEqual([]);
  expect(Object.keys(en).flatMap((message) => faultOf(message, message, 'en') ?? [])).toEqual([]);
});

describe.each(Object.entries(others))('the file of the language %s', (language, found) => {
  test('has every message of the code, and no other', () => {
    const missing = inCode.filter((message) => (found[message] ?? '').trim() === '');
    const left = Object.keys(found).filter((message) => !inCode.includes(message));
    expect({ missing, left }).toEqual({ missing: [], left: [] });
  });

  test('can be read, and fills the same gaps', () => {
    const pairs = Object.entries(found);
    const faults = pairs.flatMap(([message, translation]) => faultOf(message, translation, language) ?? []);
    expect(faults).toEqual([]);
  });

  test('is written with the apostrophes of print', () => {
    const pairs = Object.entries(found);
    const typed = pairs.filter(([message, text]) => text.includes("'") && !message.includes("'"));
    expect(typed).toEqual([]);
  });

  test('begins with a capital where the English does: it may stand between sentences', () => {
    const isSmall = (text: string) => /^\p{Ll}/u.test(text);
    const lowered = Object.entries(found).filter(([message, text]) => !isSmall(message) && isSmall(text));
    expect(lowered).toEqual([]);
  });
});

test('French does not let a line break before its double signs', () => {
  const breaking = Object.values(others.fr ?? {}).filter((text) => / [:;?!»]|« |n° /.test(text));
  expect(breaking).toEqual([]);
});
