/**
 * `npm run messages`: brings app/messages up to date with the code. A new message is added to English; how many the
 * other languages have is told, and so are words in the code that are no message. `-- --clean`: what the code has no
 * longer goes from every file. `-- --add FILE.json de`: adds translations from a file of the same form.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseSync } from 'oxc-parser';

const root = resolve(import.meta.dirname, '..');
const FOLDER = resolve(root, 'app/messages');

/** Properties of tables and advice that hold words for people. */
const WORDED = new Set([
  ...[
    'label',
    'title',
    'text',
    'what',
    'help',
    'none',
    'remedy',
    'reason',
    'detail',
    'note',
    'hint',
    'source',
  ],
  ...['article', 'summary', 'heading', 'ask', 'why', 'name', 'plural', 'example', 'problem', 'required'],
]);
/** Calls whose first argument is a message. */
const SAYING = new Set(['t', 'say', 'bad']);
/** Laws are cited in their own language. */
const CITING = new Set(['rule']);
/** Names that every language keeps. */
const NAMES = new Set(['Privacy Desk', 'Shopify']);
/** What these are given is for engineers. */
const FOR_ENGINEERS = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'RegExp',
  'debug',
  'info',
  'warn',
  'error',
]);
/** Rooms in which every word is for people, unless it is for engineers. */
const SPEAKING = /^app\/(components|routes|core)\//;
/** What speaks English whoever reads it, and names of places as they are known there. */
const ENGLISH_ONLY: string[] = ['app/core/own-texts.ts', 'app/core/csv-guard.ts', 'app/core/region.ts'];

export interface Message {
  text: string;
  /** file:line */
  place: string;
}
export interface Reading {
  messages: Message[];
  /** Words that no message file can change. */
  bare: Message[];
}

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** The texts that an expression may be, where they stand in the code; `also` gets what lies beside them. */
function textsOf(node: unknown): { text: string; node: Node }[] {
  if (!isNode(node)) return [];
  if (node.type === 'Literal' && typeof node.value === 'string') return [{ text: node.value, node }];
  if (node.type === 'TemplateLiteral') {
    const quasis = node.quasis as { value: { cooked: string } }[];
    return quasis.length === 1 ? [{ text: quasis[0]?.value.cooked ?? '', node }] : [];
  }
  if (node.type === 'ConditionalExpression') return [...textsOf(node.consequent), ...textsOf(node.alternate)];
  if (node.type === 'LogicalExpression') return [...textsOf(node.left), ...textsOf(node.right)];
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression')
    return textsOf(node.expression);
  return [];
}

const nameOf = (node: unknown): string => {
  if (!isNode(node)) return '';
  if (node.type === 'MemberExpression') return nameOf(node.property);
  if (node.type === 'Literal') return String(node.value);
  return typeof node.name === 'string' ? node.name : '';
};

/** Values of headers and attributes. */
const TECHNICAL = /^(?:[a-z-]+\/[a-z-]+|attachment);|^noopener/;
const READS_AS_WORDS = /\p{L}{2,}[,;:.]? \p{L}|^\p{Lu}\p{Ll}/u;
const HAS_BLANK = /\p{L}{2,}[,;:.]? [\p{L}‘“]/u;

function readFile(file: string): Reading {
  const source = readFileSync(resolve(root, file), 'utf8');
  const { program } = parseSync(file, source);
  const lineOf = (at: number) => source.slice(0, at).split('\n').length;
  const messages: Message[] = [];
  const bare: Message[] = [];
  const seen = new Set<number>();
  const isTsx = file.endsWith('.tsx');
  const speaks = SPEAKING.test(file) && !ENGLISH_ONLY.includes(file);

  const take = (node: unknown) => {
    for (const { text, node: at } of textsOf(node)) {
      seen.add(at.start);
      if (text !== '') messages.push({ text, place: `${file}:${lineOf(at.start)}` });
    }
  };
  const takeWords = (node: unknown) => {
    for (const { text, node: at } of textsOf(node)) {
      if (!READS_AS_WORDS.test(text)) continue;
      seen.add(at.start);
      messages.push({ text, place: `${file}:${lineOf(at.start)}` });
    }
  };
  const complain = (text: string, at: Node) => {
    if (NAMES.has(text) || TECHNICAL.test(text)) return;
    if (speaks && !seen.has(at.start)) bare.push({ text, place: `${file}:${lineOf(at.start)}` });
  };

  function walk(node: Node): void {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'TSLiteralType':
        return;
      case 'TaggedTemplateExpression':
        // The markup itself holds no words; what fills it may.
        for (const gap of (node.quasi as { expressions: Node[] }).expressions) walk(gap);
        return;
      case 'NewExpression':
      case 'CallExpression': {
        const callee = nameOf(node.callee);
        const given = node.arguments as Node[];
        if (SAYING.has(callee)) take(given[0]);
        if (callee === 'pageTitle') take(given[1]);
        if (callee === 'sentences') for (const each of given) take(each);
        if (node.type === 'NewExpression' && callee === 'Failure') take(given[1]);
        if (FOR_ENGINEERS.has(callee) || CITING.has(callee)) return;
        break;
      }
      case 'Property':
        if (nameOf(node.key) === 'suffix') take(node.value);
        else if (WORDED.has(nameOf(node.key)) && node.computed !== true) takeWords(node.value);
        break;
      case 'VariableDeclarator':
        if (/^[A-Z][A-Z_]+$/.test(nameOf(node.id))) takeWords(node.init);
        break;
      case 'Literal':
        if (typeof node.value === 'string') {
          const speaking = isTsx ? READS_AS_WORDS : HAS_BLANK;
          if (speaking.test(node.value)) complain(node.value, node);
        }
        return;
      case 'TemplateLiteral': {
        const quasis = node.quasis as { value: { cooked: string } }[];
        const text = quasis.map(({ value }) => value.cooked).join('…');
        if (/\p{L}{2,} |(?:^| )\p{L}{2,}/u.test(text.replace(/[\w-]*\/[\w/?=-]*/g, ''))) {
          if (/\p{L} |\p{L}{2,}…|… \p{L}/u.test(text) && / /.test(text)) complain(text, node);
        }
        break;
      }
      case 'JSXText':
        if (/\p{L}/u.test(String(node.value))) complain(String(node.value).trim(), node);
        return;
    }
    for (const value of Object.values(node)) {
      if (isNode(value)) walk(value);
      else if (Array.isArray(value)) for (const each of value) if (isNode(each)) walk(each);
    }
  }
  walk(program as unknown as Node);
  return { messages, bare };
}

/** Every message in the code, in the order of the files, and the words that are none. */
export function readMessages(): Reading {
  const files = globSync('app/**/*.{ts,tsx}', { cwd: root })
    .filter((file) => !file.includes('/generated/') && !/\.(test|d)\.tsx?$/.test(file))
    .filter((file) => !/^app\/adapters\/(archive|db|vault)\//.test(file))
    // Laws are cited in their own language.
    .filter((file) => !file.startsWith('app/core/law/laws/'))
    .sort();
  const readings = files.map(readFile);
  return {
    messages: readings.flatMap(({ messages }) => messages),
    bare: readings.flatMap(({ bare }) => bare),
  };
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const fileOf = (language: string) => resolve(FOLDER, `${language}.json`);
/** @returns language -> its messages */
export const readLanguages = (): Record<string, Record<string, string>> =>
  Object.fromEntries(
    globSync('*.json', { cwd: FOLDER })
      .sort()
      .map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(resolve(FOLDER, file), 'utf8'))]),
  );

/** @param clean whether messages that the code has no longer go from the files */
function bringUpToDate(added: { file: string; language: string } | null, clean: boolean): void {
  const { messages, bare } = readMessages();
  const inCode = [...new Set(messages.map(({ text }) => text))];
  for (const [language, found] of Object.entries(readLanguages())) {
    if (added?.language === language) Object.assign(found, JSON.parse(readFileSync(added.file, 'utf8')));
    const texts = [...new Set([...inCode, ...(clean ? [] : Object.keys(found))])].sort(byText);
    const kept = texts.flatMap((text): [string, string][] => {
      const own = found[text] ?? (language === 'en' ? text : undefined);
      return own === undefined ? [] : [[text, own]];
    });
    writeFileSync(fileOf(language), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
    console.log(`${language}: ${kept.length} of ${texts.length} messages`);
  }
  for (const { place, text } of bare) console.log(`bare words: ${place} ${JSON.stringify(text)}`);
}

if (process.argv[1] === import.meta.filename) {
  const [flag, file, language] = process.argv.slice(2);
  bringUpToDate(flag === '--add' && file && language ? { file, language } : null, flag === '--clean');
}
