import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ENVIRONMENT, readEnv } from '#app/env.server.ts';

const good = {
  DATABASE_URL: 'postgres://app@localhost/desk',
  SHOPIFY_API_KEY: 'key',
  SHOPIFY_API_SECRET: 'secret',
  SHOPIFY_APP_URL: 'https://app.example.com',
  SCOPES: 'read_customers,read_orders',
  MASTER_KEY: Buffer.alloc(32).toString('base64'),
  KEYS_DIR: '/var/lib/privacy-desk/keys',
};
const cell = (text: string) => text.replaceAll('|', '\\|');

function tableOfVariables(): string {
  const defaults: Record<string, unknown> = readEnv(good);
  const rows = Object.entries(ENVIRONMENT.shape).map(([name, schema]) => {
    const isRequired = !schema.safeParse(undefined).success;
    const value = defaults[name];
    const shown = isRequired ? 'required' : value === undefined || String(value) === '' ? '' : `\`${value}\``;
    return `| \`${name}\` | ${shown} | ${cell(schema.description ?? '')} |`;
  });
  return rows.join('\n');
}

describe('the environment', () => {
  test('is listed whole in the README, as the schema says it', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(`| --- | --- | --- |\n${tableOfVariables()}\n`);
  });

  test('that is right is taken as it is', () => {
    expect(readEnv(good)).toMatchObject({
      PORT: 3000,
      ROLE: 'all',
      KINDS: [],
      SCOPES: ['read_customers', 'read_orders'],
    });
    expect(readEnv({ ...good, KINDS: 'access, erasure', ROLE: 'worker' }).KINDS).toEqual([
      'access',
      'erasure',
    ]);
  });

  test.each([
    ['DATABASE_URL', undefined, 'DATABASE_URL is not set. Set it to: PostgreSQL 15 or newer'],
    [
      'DATABASE_URL',
      'mysql://x',
      'DATABASE_URL is not usable (must begin with postgres:// or postgresql://)',
    ],
    ['MASTER_KEY', 'short', 'MASTER_KEY is not usable (must be 32 random bytes in base64'],
    ['MASTER_KEY', '', 'MASTER_KEY is not set.'],
    ['KINDS', 'access,nonsense', 'KINDS is not usable'],
    ['ROLE', 'boss', 'ROLE is not usable'],
    ['PORT', 'many', 'PORT is not usable'],
  ])('with %s = %s is refused with a sentence that says what to set', (name, value, sentence) => {
    expect(() => readEnv({ ...good, [name]: value })).toThrow(sentence);
  });

  test('that is wrong is refused without repeating a secret', () => {
    const secret = 'a-secret-in-the-wrong-place';
    expect(() => readEnv({ ...good, MASTER_KEY: secret, DATABASE_URL: secret })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secret) }),
    );
  });
});
