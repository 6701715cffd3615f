import { z } from 'zod';
import { REQUEST_KIND_NAMES } from './core/request.ts';

const list = z
  .string()
  .transform((value) => value.split(',').map((item) => item.trim()))
  .transform((items) => items.filter((item) => item !== ''));
const url = (protocols: string[]) =>
  z
    .url({ error: `must be an address beginning with ${protocols.map((each) => `${each}://`).join(' or ')}` })
    .refine((value) => protocols.includes(new URL(value).protocol.replace(':', '')), {
      error: `must begin with ${protocols.map((each) => `${each}://`).join(' or ')}`,
    });

/** Every variable that the app reads, with what it is for; README's table is checked against this. */
export const ENVIRONMENT = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('production')
    .describe('`production` unless you develop'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('Port to listen on'),
  HOST: z.string().default('0.0.0.0').describe('Address to listen on'),
  ROLE: z
    .enum(['all', 'web', 'worker'])
    .default('all')
    .describe('What this process does: pages and webhooks, background work, or both'),
  KINDS: list
    .pipe(z.array(z.enum(REQUEST_KIND_NAMES)))
    .default([])
    .describe('Background work of these request kinds only (comma-separated); empty = all'),
  WORKERS: z.coerce.number().int().min(1).max(64).default(4).describe('Steps that one worker runs at a time'),
  DATABASE_URL: url(['postgres', 'postgresql']).describe(
    'PostgreSQL 15 or newer, as the login the app works with',
  ),
  DATABASE_OWNER_URL: url(['postgres', 'postgresql'])
    .optional()
    .describe('The same database as its owner, for `migrate` only; default: DATABASE_URL'),
  DATABASE_POOL: z.coerce.number().int().min(2).max(100).default(10).describe('Connections of one process'),
  SHOPIFY_API_KEY: z.string().min(1).describe('Client ID of the app in the partner dashboard'),
  SHOPIFY_API_SECRET: z.string().min(1).describe('Client secret of the app'),
  SHOPIFY_API_SECRET_PREVIOUS: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The former client secret, accepted for webhooks and the storefront’s form while it is being rotated',
    ),
  SHOPIFY_APP_URL: url(['https', 'http']).describe('Public address of the app'),
  SCOPES: list.describe('Access scopes, comma-separated, as in shopify.app.toml'),
  MASTER_KEY: z
    .string()
    .transform((value) => Buffer.from(value, 'base64'))
    .refine((bytes) => bytes.length === 32, {
      error: 'must be 32 random bytes in base64: openssl rand -base64 32',
    })
    .describe('Seals the epoch keys at rest: 32 random bytes in base64'),
  KEYS_DIR: z.string().min(1).describe('Folder of the epoch keys, mode 0700; never in the database’s backup'),
  SMTP_URL: url(['smtp', 'smtps'])
    .optional()
    .describe('Mail server that takes the app’s mails; without it none are sent'),
  MAIL_FROM: z
    .email()
    .optional()
    .describe('Sender of the app’s mails; default: privacy-desk@ the host of SHOPIFY_APP_URL'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Least severity that is logged'),
  APP_BRIDGE_URL: url(['https', 'http'])
    .default('https://cdn.shopify.com/shopifycloud/app-bridge.js')
    .describe('Where the pages load App Bridge from'),
});
export type Env = z.output<typeof ENVIRONMENT>;

/**
 * The environment, checked once at start.
 * @throws Error with one sentence per variable that says what to set
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = ENVIRONMENT.safeParse(present);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    const what = ENVIRONMENT.shape[name as keyof typeof ENVIRONMENT.shape]?.description ?? '';
    const fault = present[name] === undefined ? 'is not set' : `is not usable (${message})`;
    return `  ${name} ${fault}. Set it to: ${what}.`;
  });
  throw new Error(`Privacy Desk cannot start:\n${problems.join('\n')}`);
}
