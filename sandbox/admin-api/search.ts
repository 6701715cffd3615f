/** Shopify's search syntax: `first_name:Bob AND (tag:vip OR -state:disabled) created_at:>=2026-01-01`. */

export type Comparator = '' | '<' | '<=' | '>' | '>=';

export interface Term {
  kind: 'term';
  /** Null for a bare word, which searches the default fields. */
  field: string | null;
  comparator: Comparator;
  value: string;
  /** The value was quoted: a phrase. */
  phrase: boolean;
  /** The value ended in `*`. */
  prefix: boolean;
}
export type Search = Term | { kind: 'and' | 'or'; parts: Search[] } | { kind: 'not'; part: Search };

const TOKEN =
  /\s*(?:([()])|(-)(?=\S)|((?:[\w.-]+:)?(?:>=|<=|>|<)?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?:\\.|[^\s()])+)))/gy;
const TERM = /^(?:([\w.-]+):)?(>=|<=|>|<)?([\s\S]*)$/;

const unescaped = (text: string) => text.replace(/\\(.)/g, '$1');

function readTerm(token: string): Term {
  const [, field = null, comparator = '', raw = ''] = TERM.exec(token) ?? [];
  const quoted = /^(["'])([\s\S]*)\1$/.exec(raw);
  const text = quoted?.[2] ?? raw;
  const prefix = quoted === null && /(^|[^\\])\*$/.test(text);
  return {
    kind: 'term',
    field,
    comparator: comparator as Comparator,
    value: unescaped(prefix ? text.slice(0, -1) : text),
    phrase: quoted !== null,
    prefix,
  };
}

function tokenize(query: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(query); match !== null; match = TOKEN.exec(query)) {
    tokens.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return tokens;
}

/** @returns null for an empty query, which finds everything */
export function parseSearch(query: string): Search | null {
  const tokens = tokenize(query);
  let next = 0;
  const join = (kind: 'and' | 'or', parts: Search[]): Search | null =>
    parts.length > 1 ? { kind, parts } : (parts[0] ?? null);

  function either(): Search | null {
    const parts: Search[] = [];
    for (;;) {
      const part = every();
      if (part) parts.push(part);
      if (tokens[next] !== 'OR') return join('or', parts);
      next += 1;
    }
  }
  function every(): Search | null {
    const parts: Search[] = [];
    while (next < tokens.length && tokens[next] !== 'OR' && tokens[next] !== ')') {
      const part = one();
      if (part) parts.push(part);
    }
    return join('and', parts);
  }
  function one(): Search | null {
    const token = tokens[next] ?? '';
    next += 1;
    if (token === 'AND') return null;
    if (token === '-' || token === 'NOT') {
      const part = next < tokens.length ? one() : null;
      return part && { kind: 'not', part };
    }
    if (token !== '(') return readTerm(token);
    const inner = either();
    if (tokens[next] === ')') next += 1;
    return inner;
  }

  const parts: Search[] = [];
  while (next < tokens.length) {
    const part = either();
    if (part) parts.push(part);
    // A closing parenthesis that nothing opened is skipped, as Shopify does.
    if (tokens[next] === ')') next += 1;
  }
  return join('and', parts);
}

/** Every term of a search, in order. */
export function terms(search: Search): Term[] {
  if (search.kind === 'term') return [search];
  return search.kind === 'not' ? terms(search.part) : search.parts.flatMap(terms);
}

/** The search without the terms that are not kept, null when nothing is left. */
export function prune(search: Search, keep: (term: Term) => boolean): Search | null {
  if (search.kind === 'term') return keep(search) ? search : null;
  if (search.kind === 'not') {
    const part = prune(search.part, keep);
    return part && { kind: 'not', part };
  }
  const parts = search.parts.flatMap((part) => prune(part, keep) ?? []);
  return parts.length > 0 ? { kind: search.kind, parts } : null;
}

/** How Shopify prints what it understood, in `extensions.search[].parsed`. */
export function printParsed(search: Search): object {
  if (search.kind === 'not') return { not: printParsed(search.part) };
  if (search.kind !== 'term') return { [search.kind]: search.parts.map(printParsed) };
  const field = search.field === null ? {} : { field: search.field };
  const RANGES = { '': '', '<': 'range_lt', '<=': 'range_lte', '>': 'range_gt', '>=': 'range_gte' };
  const range = RANGES[search.comparator];
  if (range) return { ...field, [range]: search.value };
  if (search.prefix) return { ...field, match_prefix: search.value };
  return { ...field, [search.phrase ? 'match_phrase' : 'match_all']: search.value };
}

/** Applies a search with a judge for single terms. */
export function matches(search: Search, judge: (term: Term) => boolean): boolean {
  if (search.kind === 'term') return judge(search);
  if (search.kind === 'not') return !matches(search.part, judge);
  return search.kind === 'and'
    ? search.parts.every((part) => matches(part, judge))
    : search.parts.some((part) => matches(part, judge));
}
