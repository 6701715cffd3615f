/** Access and refresh tokens of one installation: issued, rotated, expired. */
import { randomBytes } from 'node:crypto';
import type { Installation, Shop, Staff, World } from './world.ts';

const ONLINE_S = 86_399;
const OFFLINE_S = 3_600;
const REFRESH_S = 90 * 86_400;
/** A refresh token that has been used stays usable this long, unless its successor is used before. */
const GRACE_S = 30 * 86_400;

const secret = (prefix: string) => `${prefix}_${randomBytes(16).toString('hex')}`;
const scopeOf = ({ grantedScopes }: Installation) => [...grantedScopes].join(',');

/** @returns what the token endpoint answers */
export function issueOnline({ clock }: World, installation: Installation, staff: Staff): object {
  const token = secret('shpua');
  const expiresAt = clock.now() + ONLINE_S * 1_000;
  installation.accessTokens.set(token, { expiresAt, online: true, staffId: staff.id });
  return {
    access_token: token,
    scope: scopeOf(installation),
    expires_in: ONLINE_S,
    associated_user_scope: scopeOf(installation),
    associated_user: {
      id: staff.id,
      first_name: staff.firstName,
      last_name: staff.lastName,
      email: staff.email,
      email_verified: true,
      account_owner: staff.accountOwner,
      locale: staff.locale,
      collaborator: false,
    },
  };
}

const isNonExpiring = ({ online, expiresAt }: { online: boolean; expiresAt: number | null }) =>
  !online && expiresAt === null;

/** There is one non-expiring token for an app and a shop, the same at every exchange. */
function issueNonExpiring(installation: Installation): object {
  const [known] = [...installation.accessTokens].find(([, token]) => isNonExpiring(token)) ?? [];
  const token = known ?? secret('shpat');
  installation.accessTokens.set(token, { expiresAt: null, online: false, staffId: null });
  return { access_token: token, scope: scopeOf(installation) };
}

/**
 * @param successorOf the refresh token that was used to get this pair
 * @returns what the token endpoint answers
 */
export function issueOffline(
  { clock }: World,
  installation: Installation,
  expiring: boolean,
  successorOf: string | null = null,
): object {
  if (!expiring) return issueNonExpiring(installation);
  const [token, refreshToken, now] = [secret('shpat'), secret('shprt'), clock.now()];
  const expiresAt = now + OFFLINE_S * 1_000;
  installation.accessTokens.set(token, { expiresAt, online: false, staffId: null });
  const lifetime = { expiresAt: now + REFRESH_S * 1_000, usableUntil: null };
  installation.refreshTokens.set(refreshToken, { ...lifetime, successorOf });
  return {
    access_token: token,
    scope: scopeOf(installation),
    expires_in: OFFLINE_S,
    refresh_token: refreshToken,
    refresh_token_expires_in: REFRESH_S,
  };
}

export function revokeNonExpiring({ accessTokens }: Installation): void {
  for (const [token, known] of accessTokens) if (isNonExpiring(known)) accessTokens.delete(token);
}

/**
 * Rotation: a used token stays usable until its successor is used, 30 days from its first use at most.
 *
 * @returns whether the token may be used
 */
export function spendRefreshToken({ clock }: World, { refreshTokens }: Installation, token: string): boolean {
  const now = clock.now();
  const known = refreshTokens.get(token);
  if (!known || Math.min(known.expiresAt, known.usableUntil ?? known.expiresAt) <= now) return false;
  if (known.successorOf !== null) refreshTokens.delete(known.successorOf);
  known.usableUntil ??= now + GRACE_S * 1_000;
  return true;
}

/** The clock is about to be moved; the app lives in real time, so its tokens keep the time they have left. */
export function keepTokensAlive({ shops }: World, advanceMs: number): void {
  for (const { installation } of shops.values()) {
    for (const token of installation?.accessTokens.values() ?? [])
      if (token.expiresAt !== null) token.expiresAt += advanceMs;
    for (const token of installation?.refreshTokens.values() ?? []) {
      token.expiresAt += advanceMs;
      if (token.usableUntil !== null) token.usableUntil += advanceMs;
    }
  }
}

/** Access tokens end now; refresh tokens stay. @returns how many ended */
export function expireTokens({ clock }: World, { installation }: Shop): number {
  const expiring = [...(installation?.accessTokens.values() ?? [])].filter(
    ({ expiresAt }) => expiresAt !== null,
  );
  for (const token of expiring) token.expiresAt = clock.now();
  return expiring.length;
}

/** Shopify takes every token back, refresh tokens too. @returns how many there were */
export function revokeTokens({ installation }: Shop): number {
  const held = [installation?.accessTokens, installation?.refreshTokens];
  const count = held.reduce((sum, tokens) => sum + (tokens?.size ?? 0), 0);
  for (const tokens of held) tokens?.clear();
  return count;
}
