import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OPTIONAL_SCOPES } from './access-scope.ts';

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
