import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionStorage } from '@shopify/shopify-app-session-storage';
import pino, { type Logger } from 'pino';
import { renderArchive } from './adapters/archive/render.ts';
import { sealArchive } from './adapters/archive/seal.ts';
import { zip } from './adapters/archive/zip.ts';
import { type Connections, connect, isUniqueViolation } from './adapters/db/database.ts';
import { createIntake } from './adapters/db/intake.ts';
import { createLock, createTryLock } from './adapters/db/lock.ts';
import { createSessionStorage } from './adapters/db/session-storage.ts';
import { createSweeps } from './adapters/db/sweeps.ts';
import { createUnit } from './adapters/db/unit.ts';
import { createErasureList } from './adapters/erasure-list.ts';
import { createMailer } from './adapters/mail.ts';
import { createQueue, type Queue } from './adapters/queue.ts';
import { createOwnStore } from './adapters/stores/own/store.ts';
import { createAccessQuestion } from './adapters/stores/shopify/access-question.ts';
import { createAccessTokens } from './adapters/stores/shopify/access-token.ts';
import { type AdminClient, createAdminClient } from './adapters/stores/shopify/admin-client.ts';
import { createCustomerSearch } from './adapters/stores/shopify/customer-search.ts';
import { createOrderSearch } from './adapters/stores/shopify/order-search.ts';
import { createPersonFields } from './adapters/stores/shopify/person-fields.ts';
import { createStaffQuestion } from './adapters/stores/shopify/staff-question.ts';
import { createShopifyStore } from './adapters/stores/shopify/store.ts';
import { createIntakeKeys } from './adapters/vault/intake-keys.ts';
import { createKeyFolder } from './adapters/vault/key-folder.ts';
import { createVault } from './adapters/vault/vault.ts';
import type { SHOP_KEYS } from './core/keys.ts';
import { type Env, readEnv } from './env.server.ts';
import type { Deps } from './services/deps.ts';
import { knowShop } from './services/know-shop.ts';
import { requireShopKey } from './services/require-key.ts';

/** Everything that this process is made of: what services may use, and what the edge needs beside it. */
export interface Composition {
  env: Env;
  deps: Deps;
  admin: AdminClient;
  sessionStorage: SessionStorage;
  queue: Queue;
  connections: Connections;
}

/** Never a header, a cookie, a token or a body, whatever is handed to the log by mistake. */
const REDACT = [
  'headers',
  '*.headers',
  'body',
  '*.body',
  'cause',
  '*.cause',
  'err.cause',
  'err.config',
  'err.meta',
];

export function createLogger(level: string): Logger {
  return pino({
    level,
    redact: { paths: REDACT, remove: true },
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

export function compose(env: Env): Composition {
  const now = () => new Date();
  const random = (size: number) => randomBytes(size);
  const log = createLogger(env.LOG_LEVEL);
  const onError = (error: Error) =>
    log.error({ code: (error as NodeJS.ErrnoException).code }, 'database connection lost');
  const connections = connect({ databaseUrl: env.DATABASE_URL, poolSize: env.DATABASE_POOL, onError });
  const queue = createQueue(connections.pool, env.ROLE !== 'web', (error) =>
    log.error({ name: error.name }, 'queue error'),
  );
  const unit = createUnit({ prisma: connections.prisma, queue, now, random });
  const keys = createKeyFolder({ folder: env.KEYS_DIR, masterKey: env.MASTER_KEY, random });
  const vault = createVault({ keys, random, now });
  const shopKey = (purpose: (typeof SHOP_KEYS)[number]) => async (domain: string) => {
    const shopId = await knowShop({ unit, vault, now, isUniqueViolation }, domain);
    return unit(shopId, (tx) => requireShopKey({ vault }, tx, purpose));
  };
  const sessionStorage = createSessionStorage({ unit, vault, credentialKey: shopKey('credential') });
  const tokens = createAccessTokens({
    storage: sessionStorage,
    withLock: createLock(connections.lockPool),
    now,
    apiKey: env.SHOPIFY_API_KEY,
    apiSecret: env.SHOPIFY_API_SECRET,
  });
  const admin = createAdminClient({ tokens, now, sleep: (ms) => sleep(ms) });
  const own = createOwnStore({ unit, vault, indexKey: shopKey('index') });
  const shopify = createShopifyStore(admin, {
    noteFallback: (reason) => log.info({ reason }, 'bulk operation given up, orders are read page by page'),
  });
  const deps: Deps = {
    now,
    random,
    log,
    unit,
    sweeps: createSweeps(connections.pool),
    tryLane: createTryLock(connections.lockPool),
    vault,
    intakeKeys: createIntakeKeys({ load: shopKey('intake'), now }),
    storeDelivery: createIntake(connections.intakePool),
    erasures: createErasureList({ path: join(env.KEYS_DIR, 'erasures.jsonl'), masterKey: env.MASTER_KEY }),
    stores: { [shopify.name]: shopify, [own.name]: own },
    hasAccess: createAccessQuestion(admin),
    findCustomers: createCustomerSearch(admin),
    findOrders: createOrderSearch(admin),
    personFields: createPersonFields(admin),
    askStaff: createStaffQuestion({ apiKey: env.SHOPIFY_API_KEY, apiSecret: env.SHOPIFY_API_SECRET }),
    renderArchive,
    sealArchive,
    zip,
    mailer: createMailer({
      url: env.SMTP_URL ?? null,
      from: env.MAIL_FROM ?? `privacy-desk@${new URL(env.SHOPIFY_APP_URL).hostname}`,
    }),
    appUrl: env.SHOPIFY_APP_URL,
  };
  return { env, deps, admin, sessionStorage, queue, connections };
}

const kept = globalThis as { privacyDesk?: Composition };

/** The one composition of this process, made at first use; it outlives Vite's reloading of modules. */
export function composition(): Composition {
  kept.privacyDesk ??= compose(readEnv());
  return kept.privacyDesk;
}
