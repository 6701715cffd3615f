import type { Unit } from '../adapters/db/unit.ts';
import { newLinkToken, secretHash, writeLinkToken } from '../core/link-token.ts';
import { REGISTER_LINK_MS } from '../core/register.ts';
import type { Deps } from './deps.ts';
import { queueMail } from './queue-mail.ts';
import { SYSTEM } from './step-reading.ts';

export type OfferDeps = Pick<Deps, 'vault' | 'now' | 'random' | 'mailer' | 'appUrl'>;

const mailText = (shopName: string, link: string) => `\
Privacy Desk was uninstalled from ${shopName}.

Its register of requests, with the log of what was done, can be downloaded for 48 hours:

${link}

The laws ask you to keep such a register for years (in California for 24 months). The page asks you for a password and
encrypts the file with it. After 48 hours Shopify has everything erased that the app holds for your shop, the register
included; nobody can bring it back then.

Whoever has this link can download the register: pass it on to nobody. If you install Privacy Desk again within the
48 hours, everything is there as before, and the link ends. If nobody at your shop has uninstalled it, open it in the
Shopify admin now: nothing is erased then without you being asked.
`;

/**
 * Mails the merchant a link to the register of requests, when the app was uninstalled. Without a request there is
 * nothing to offer; without an address or a mail server the log says why none was sent.
 */
export async function offerRegister(deps: OfferDeps, unit: Unit): Promise<void> {
  const { shopId } = unit;
  const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  if (!(await unit.read.request.findFirst({ where: { shopId }, select: { id: true } }))) return;
  const { contactEmail } = shop;
  if (contactEmail === null || !deps.mailer.configured) {
    const reason = contactEmail === null ? 'no-address' : 'no-mail-server';
    await unit.record({ type: 'register.not-offered', actor: SYSTEM, data: { reason } });
    return;
  }
  const now = deps.now();
  const token = newLinkToken(shopId, now.getTime(), deps.random);
  const expiresAt = new Date(now.getTime() + REGISTER_LINK_MS);
  const data = { link: token.id, until: expiresAt.toISOString() };
  await unit.write({ type: 'register.offered', actor: SYSTEM, data }, (rows) =>
    rows.registerLink.create({
      data: { shopId, id: token.id, secret: secretHash(token.secret), createdAt: now, expiresAt },
    }),
  );
  const link = new URL(`/register/${writeLinkToken(token)}`, deps.appUrl).href;
  const subject = 'Privacy Desk: your register of requests, for 48 hours';
  await queueMail(deps, unit, {
    ...{ template: 'register', kind: 'shop-erasure' },
    mail: { to: contactEmail, subject, text: mailText(shop.name ?? shop.domain, link) },
  });
}
