import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { readRegistration } from '#sandbox/registration.ts';
import { access } from '#sandbox/schema/admin.ts';

const where = { url: 'http://app.localhost:4000', secret: 'secret' };

test('the project’s own registration file is read, with the sandbox’s address in place of its own', () => {
  expect(readRegistration(where)).toEqual({
    apiKey: '0'.repeat(32),
    secret: 'secret',
    url: where.url,
    scopes: [
      'read_customers',
      'write_customers',
      'read_orders',
      'read_all_orders',
      'write_customer_data_erasure',
      'read_privacy_settings',
      'write_privacy_settings',
    ],
    optionalScopes: expect.arrayContaining(['read_draft_orders', 'read_gift_cards']),
    subscriptions: [
      'customers/data_request',
      'customers/redact',
      'shop/redact',
      'app/uninstalled',
      'app/scopes_update',
      'customers/merge',
      'customers/delete',
    ].map((topic) => ({ topic, uri: '/webhooks' })),
    proxy: { url: `${where.url}/proxy`, subpath: 'privacy', prefix: 'apps' },
  });
});

test('every scope that it names exists in the Admin API', () => {
  const { scopes, optionalScopes } = readRegistration(where);
  const known = new Set([...access.values()].flatMap(({ requirement }) => requirement?.groups.flat() ?? []));
  // Grants no type of its own: it widens what read_orders shows.
  known.add('read_all_orders');
  expect([...scopes, ...optionalScopes].filter((scope) => !known.has(scope))).toEqual([]);
});

test('a file that lacks something is refused with the name of what it lacks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'registration-'));
  const file = pathToFileURL(join(folder, 'shopify.app.toml'));
  writeFileSync(file, `client_id = "${'0'.repeat(32)}"\n`);
  expect(() => readRegistration({ ...where, file })).toThrow(/is not complete:.*access_scopes/s);
  rmSync(folder, { recursive: true });
});
