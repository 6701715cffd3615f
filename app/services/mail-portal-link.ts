import type { Unit } from '../adapters/db/unit.ts';
import type { Actor } from '../core/audit.ts';
import { confirmMail } from '../core/confirm-mail.ts';
import { newLinkToken, secretHash, writeLinkToken } from '../core/link-token.ts';
import { PORTAL_LINKS } from '../core/portal-link.ts';
import type { RequestKind } from '../core/request.ts';
import { AWAITED } from '../core/verification.ts';
import type { Words } from '../core/words.ts';
import type { Deps } from './deps.ts';
import { queueMail } from './queue-mail.ts';
import { readSubject } from './read-requests.ts';

export type PortalLinkDeps = Pick<Deps, 'vault' | 'now' | 'random' | 'mailer' | 'appUrl'>;

/**
 * Mails the person of a request a link to it; links that were mailed before go on working until they end. It goes to the
 * address that the request began with, however it was spelled this time.
 */
export async function mailPortalLink(
  deps: PortalLinkDeps,
  unit: Unit,
  input: { requestId: string; actor: Actor; words: Words },
): Promise<void> {
  const { shopId } = unit;
  const { requestId, actor, words } = input;
  const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  const request = await unit.read.request.findUniqueOrThrow({
    where: { shopId_id: { shopId, id: requestId } },
  });
  const to = (await readSubject(deps, unit, request))?.email ?? null;
  if (to === null) return;
  const now = deps.now();
  const token = newLinkToken(shopId, now.getTime(), deps.random);
  const expiresAt = new Date(now.getTime() + PORTAL_LINKS.confirm.lastsMs);
  const data = { link: token.id, until: expiresAt.toISOString() };
  await unit.write({ type: 'portal.link-sent', actor, requestId, data }, (rows) =>
    rows.portalLink.create({
      data: {
        ...{ shopId, id: token.id, requestId, purpose: 'confirm' },
        ...{ secret: secretHash(token.secret), createdAt: now, expiresAt },
      },
    }),
  );
  const link = new URL(`/privacy/confirm/${writeLinkToken(token)}`, deps.appUrl);
  link.searchParams.set('locale', words.language);
  const asks = request.verification === AWAITED;
  await queueMail(deps, unit, {
    ...{ template: 'confirm-request', kind: request.kind as RequestKind, requestId },
    mail: { to, ...confirmMail(words, { shop: shop.name ?? shop.domain, link: link.href, asks }) },
  });
}
