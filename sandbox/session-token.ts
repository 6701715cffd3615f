/**
 * Session tokens: HS256 JSON Web Tokens under the app's secret, one minute long. Written with node:crypto,
 * because they are made while a page is rendered, which a JWT library would make asynchronous; Shopify's own
 * library checks them in the tests.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Shop, Staff, World } from './world.ts';

const LIFETIME_S = 60;
/** What clocks may differ by. */
const LEEWAY_S = 10;

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const sign = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest('base64url');

/** Issued by the wall clock, not the sandbox's: the app that checks it lives in real time. */
function mint({ app }: World, claims: object): string {
  const issued = Math.floor(Date.now() / 1_000);
  const header = encode({ alg: 'HS256', typ: 'JWT' });
  const payload = encode({
    ...claims,
    aud: app.apiKey,
    exp: issued + LIFETIME_S,
    nbf: issued,
    iat: issued,
    jti: randomUUID(),
  });
  return `${header}.${payload}.${sign(`${header}.${payload}`, app.secret)}`;
}

/** As the admin hands it to embedded apps. */
export function mintSessionToken(world: World, shop: Shop, staff: Staff): string {
  return mint(world, {
    iss: `https://${shop.domain}/admin`,
    dest: `https://${shop.domain}`,
    sub: String(staff.id),
    sid: randomUUID(),
  });
}

/**
 * As customer account pages hand it to extensions: `dest` is a bare host, and the customer is named only when
 * somebody is logged in and the app is approved for protected customer data.
 *
 * @param customer numeric or global id, null for a visitor
 */
export function mintCustomerToken(world: World, shop: Shop, customer: string | null): string {
  const id = customer?.replace(/^.*\//, '');
  const sub = id && shop.protectedData.approved ? { sub: `gid://shopify/Customer/${id}` } : {};
  return mint(world, { dest: shop.domain, ...sub });
}

const adminClaims = z.object({
  dest: z.string(),
  aud: z.string(),
  sub: z.string(),
  exp: z.number(),
  nbf: z.number(),
});

function parse(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** The member of staff whose session token this is, if it is ours, of this shop and in force; null otherwise. */
export function staffOfToken(token: string, { app }: World, shop: Shop): Staff | null {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const expected = Buffer.from(sign(`${header}.${payload}`, app.secret));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const { success, data } = adminClaims.safeParse(parse(payload));
  if (!success) return null;
  const now = Date.now() / 1_000;
  const inForce = now < data.exp + LEEWAY_S && now > data.nbf - LEEWAY_S;
  const isHere = data.aud === app.apiKey && data.dest === `https://${shop.domain}`;
  return (inForce && isHere && shop.staff.find(({ id }) => String(id) === data.sub)) || null;
}
