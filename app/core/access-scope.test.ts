import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OPTIONAL_SCOPES } from './access-scope.ts';

test('the table names exactly the optional scopes that shopify.app.toml declares', () => {
  const toml = readFileSync(new URL('../../shopify.app.toml', import.meta.url), 'utf8');
  const [, list = ''] = /optional_scopes\s*=\s*\[([^\]]*)\]/.exec(toml) ?? [];
  const declared = [...list.matchAll(/"([^"]+)"/g)].map(([, scope]) => scope);
  expect(declared.length).toBeGreaterThan(0);
  expect(Object.keys(OPTIONAL_SCOPES).sort()).toEqual(declared.sort());
});
