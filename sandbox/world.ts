/**
 * The state of the local Shopify: one app, some shops, one clock. Every part of the sandbox reads and
 * writes this world and nothing else, so that a test can look at it, and a fault is one assignment.
 */
import type { Clock } from './clock.ts';
import type { Store } from './store/store.ts';

/** The four classes of protected customer fields that a shop's app must be approved for, one by one. */
export const PROTECTED_FIELDS = ['name', 'email', 'phone', 'address'] as const;
export type ProtectedField = (typeof PROTECTED_FIELDS)[number];

/** A webhook subscription as `shopify.app.toml` declares it; `uri` is relative to the app's address. */
export interface Subscription {
  topic: string;
  uri: string;
}

/** The app under test, as Shopify's partner dashboard knows it. */
export interface AppRegistration {
  apiKey: string;
  /** Signs webhooks, session tokens and proxy requests. Rotate it by changing it. */
  secret: string;
  /** Address that the admin shell frames and that webhooks are sent to, without a trailing slash. */
  url: string;
  scopes: string[];
  optionalScopes: string[];
  subscriptions: Subscription[];
  proxy: { url: string; subpath: string; prefix: string };
}

export interface Staff {
  id: number;
  firstName: string;
  lastName: string;
  email: string;
  accountOwner: boolean;
  locale: string;
}

/** What one installation of the app on one shop holds; null on the shop while it is not installed. */
export interface Installation {
  grantedScopes: Set<string>;
  /** Access tokens in force. `expiresAt` is in milliseconds since the epoch, null = never. */
  accessTokens: Map<string, { expiresAt: number | null; online: boolean; staffId: number | null }>;
  /** Refresh tokens: the newest, and its predecessor until the newest is used (30 days at most). */
  refreshTokens: Map<string, { expiresAt: number; usableUntil: number | null; successorOf: string | null }>;
}

/** A fault that the Admin API shows to the next calls: how it looks and how many calls it lasts. */
export interface Fault {
  /**
   * `cursor`: what a page's `after` names is no longer known. `field`: the schema has a field no longer.
   * `bulk`: the next bulk operation fails. The others are answers to any call.
   */
  kind: 'throttled' | 'status' | 'slow' | 'cut' | 'internal' | 'cursor' | 'field' | 'bulk';
  /** HTTP status for `status`: 401, 402, 403, 423, 429, 500, 502, 503 ... */
  status?: number;
  /** Value of Retry-After in seconds, as Shopify writes it ("2.0"). */
  retryAfter?: string;
  delayMs?: number;
  /** Of a `field`: where it was, such as `Order.clientIp`. */
  coordinate?: string;
  /** Of a `bulk` operation: why it failed. */
  errorCode?: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT';
  /** Calls that still meet this fault; Infinity until removed. */
  times: number;
  /** When it passes by itself, in milliseconds of the sandbox's time. */
  until?: number;
  /** Only operations whose query text holds this string, when given. */
  matching?: string;
}

export interface Shop {
  id: number;
  /** e.g. demo.myshopify.com */
  domain: string;
  name: string;
  email: string;
  currency: string;
  countryCode: string;
  ianaTimezone: string;
  /** Points per second that the leaky bucket regains: 100 Standard, 200 Advanced, 1,000 Plus, 2,000 Enterprise. */
  restoreRate: number;
  staff: Staff[];
  store: Store;
  installation: Installation | null;
  /** Protected customer data: approval of the types at all (level 1) and of each field class (level 2). */
  protectedData: { approved: boolean; fields: Set<ProtectedField> };
  /** Handles of the app's blocks that the merchant has put into the published theme. */
  themeBlocks: Set<string>;
  faults: Fault[];
}

export interface World {
  clock: Clock;
  app: AppRegistration;
  /** By domain. */
  shops: Map<string, Shop>;
}
