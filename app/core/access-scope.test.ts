import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OPTIONAL_SCOPES, scopeWithNext } from './access-scope.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const toml = read('shopify.app.toml');

test('the table names exactly the optional scopes that shopify.app.toml declares', () => {
  const [, list = ''] = /optional_scopes\s*=\s*\[([^\]]*)\]/.exec(toml) ?? [];
  const declared = [...list.matchAll(/"([^"]+)"/g)].map(([, scope]) => scope);
  expect(declared.length).toBeGreaterThan(0);
  expect(Object.keys(OPTIONAL_SCOPES).sort()).toEqual(declared.sort());
});

test('docs/app-review.md gives the reason of each scope that may be asked for, and of no other', () => {
  const required = /^scopes = "([^"]+)"/m.exec(toml)?.[1]?.split(',') ?? [];
  const [, tables = ''] = /## Scopes, and why(.*?)## Protected/s.exec(read('docs/app-review.md')) ?? [];
  const explained = [...tables.matchAll(/^\| `(\w+)` \|/gm)].map(([, scope]) => scope);
  expect(explained.sort()).toEqual([...required, ...Object.keys(OPTIONAL_SCOPES)].sort());
});

test('what is missed only once an access is granted is asked for together with it', () => {
  expect(scopeWithNext('read_gift_cards', [])).toEqual(['read_gift_cards', 'read_gift_card_transactions']);
  expect(scopeWithNext('read_gift_cards', ['read_gift_card_transactions'])).toEqual(['read_gift_cards']);
  for (const row of Object.values(OPTIONAL_SCOPES))
    if ('leadsTo' in row) expect(Object.keys(OPTIONAL_SCOPES)).toContain(row.leadsTo);
});
