import type { Unit } from '../adapters/db/unit.ts';
import { isSecret, newLinkToken, readLinkToken, secretHash, writeLinkToken } from '../core/link-token.ts';
import { PORTAL_LINKS, type PortalPurpose } from '../core/portal-link.ts';
import type { Words } from '../core/words.ts';
import type { Deps } from './deps.ts';
import { mailPortalLink, type PortalLinkDeps } from './mail-portal-link.ts';
import { readSubject } from './read-requests.ts';
import { verify } from './verify-request.ts';
import { isWithinLimits } from './within-limits.ts';

const PERSON = { kind: 'person' } as const;

type Row = NonNullable<Awaited<ReturnType<Unit['read']['portalLink']['findUnique']>>>;

/** The row of a token, whether it has ended or not; null for a wrong or foreign one. */
async function withToken<Value>(
  deps: Pick<Deps, 'unit'>,
  text: string,
  purpose: PortalPurpose,
  work: (unit: Unit, row: Row) => Promise<Value>,
): Promise<Value | null> {
  const token = readLinkToken(text);
  if (token === null) return null;
  const { shopId, id, secret } = token;
  return deps.unit(shopId, async (unit) => {
    const row = await unit.read.portalLink.findUnique({ where: { shopId_id: { shopId, id } } });
    return row?.purpose === purpose && isSecret(row.secret, secret) ? work(unit, row) : null;
  });
}

const isLive = ({ now }: Pick<Deps, 'now'>, { usedAt, expiresAt }: Row): boolean =>
  usedAt === null && expiresAt > now();

/** What a mailed link leads to; looking changes nothing. Null for one that is wrong, foreign, used or over. */
export const findLink = (deps: Pick<Deps, 'unit' | 'now'>, token: string) =>
  withToken(deps, token, 'confirm', async (unit, row) => {
    if (!isLive(deps, row)) return null;
    const { shopId } = unit;
    const { name, domain } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const { number, kind, verification } = await unit.read.request.findUniqueOrThrow({
      where: { shopId_id: { shopId, id: row.requestId } },
    });
    return { shopName: name ?? domain, number, kind, verification };
  });

/**
 * The button behind a mailed link: uses the link up, establishes who asks where that is still open, and opens a session.
 * @returns the session's token; null for a link that is wrong, foreign, used or over
 */
export const pressLink = (
  deps: Pick<Deps, 'unit' | 'now' | 'random'>,
  token: string,
): Promise<string | null> =>
  withToken(deps, token, 'confirm', async (unit, { id, requestId }) => {
    const { shopId } = unit;
    // Of two presses at once the second one finds the link used.
    await unit.lockShop();
    const now = deps.now();
    const { count } = await unit.progress.portalLink.updateMany({
      where: { shopId, id, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (count === 0) return null;
    await verify(deps, unit, { requestId, method: 'mail-link', actor: PERSON, data: { link: id } });
    const session = newLinkToken(shopId, now.getTime(), deps.random);
    const expiresAt = new Date(now.getTime() + PORTAL_LINKS.session.lastsMs);
    const data = { link: id, session: session.id };
    await unit.write({ type: 'portal.opened', actor: PERSON, requestId, data }, (rows) =>
      rows.portalLink.create({
        data: {
          ...{ shopId, id: session.id, requestId, purpose: 'session' },
          ...{ secret: secretHash(session.secret), createdAt: now, expiresAt },
        },
      }),
    );
    return writeLinkToken(session);
  });

/** Runs `work` for the request of a session; null where the session is over, or never was. */
export const withSession = <Value>(
  deps: Pick<Deps, 'unit' | 'now'>,
  token: string,
  work: (unit: Unit, requestId: string) => Promise<Value>,
): Promise<Value | null> =>
  withToken(deps, token, 'session', async (unit, row) =>
    isLive(deps, row) ? work(unit, row.requestId) : null,
  );

/** Ends a session before its time. */
export const leavePortal = (deps: Pick<Deps, 'unit' | 'now'>, token: string): Promise<boolean | null> =>
  withToken(deps, token, 'session', async (unit, { shopId, id, requestId, usedAt }) => {
    if (usedAt !== null) return false;
    const data = { session: id };
    await unit.write({ type: 'portal.left', actor: PERSON, requestId, data }, (rows) =>
      rows.portalLink.updateMany({ where: { shopId, id, usedAt: null }, data: { usedAt: deps.now() } }),
    );
    return true;
  });

/**
 * Mails a new link to the address of the request to which a link or a session once led, be it used or over. What comes
 * of it is told to nobody: whoever holds an old link is not the mailbox.
 */
export async function renewLink(
  deps: PortalLinkDeps & Pick<Deps, 'unit'>,
  input: { token: string; purpose: PortalPurpose; words: Words },
): Promise<void> {
  const { token, purpose, words } = input;
  await withToken(deps, token, purpose, async (unit, { shopId, requestId }) => {
    const request = await unit.read.request.findUniqueOrThrow({
      where: { shopId_id: { shopId, id: requestId } },
    });
    const to = (await readSubject(deps, unit, request))?.email ?? null;
    if (to === null || !(await isWithinLimits(deps, unit, { email: to, shop: '' }))) return;
    await mailPortalLink(deps, unit, { requestId, actor: PERSON, words });
  });
}
