/** Session tokens as the admin hands them to embedded apps: HS256 under the app's secret, one minute long. */
import { createHmac, randomUUID } from 'node:crypto';
import type { Shop, Staff, World } from './world.ts';

const LIFETIME_S = 60;

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Issued by the wall clock, not the sandbox's: the app that checks it lives in real time. */
export function mintSessionToken(world: World, shop: Shop, staff: Staff): string {
  const issued = Math.floor(Date.now() / 1_000);
  const header = encode({ alg: 'HS256', typ: 'JWT' });
  const payload = encode({
    iss: `https://${shop.domain}/admin`,
    dest: `https://${shop.domain}`,
    aud: world.app.apiKey,
    sub: String(staff.id),
    exp: issued + LIFETIME_S,
    nbf: issued,
    iat: issued,
    jti: randomUUID(),
    sid: randomUUID(),
  });
  const signature = createHmac('sha256', world.app.secret).update(`${header}.${payload}`).digest('base64url');
  return `${header}.${payload}.${signature}`;
}
