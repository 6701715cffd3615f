import type { Unit } from '../adapters/db/unit.ts';
import { BY_PERSON } from '../core/comment.ts';
import { newId } from '../core/id.ts';
import type { Submission } from '../core/shopper-form.ts';
import type { Words } from '../core/words.ts';
import { commentPlace } from './comment.ts';
import type { Deps } from './deps.ts';
import { mailPortalLink, type PortalLinkDeps } from './mail-portal-link.ts';
import { openRequests } from './open-requests.ts';
import { requireRequestKey } from './require-key.ts';
import { isWithinLimits } from './within-limits.ts';

const PERSON = { kind: 'person' } as const;

/** What the person wrote beside, for staff: sealed as a comment is. */
async function keepMessage(
  deps: Pick<Deps, 'vault' | 'now' | 'random'>,
  unit: Unit,
  requestId: string,
  message: string,
): Promise<void> {
  const { shopId } = unit;
  const key = await requireRequestKey(deps, unit, 'case', requestId);
  const id = newId(deps.now().getTime(), deps.random);
  const sealed = deps.vault.seal(key, commentPlace(id), Buffer.from(message));
  await unit.write({ type: 'comment.added', actor: PERSON, requestId, data: { comment: id } }, (rows) =>
    rows.comment.create({
      data: { shopId, id, requestId, keyId: key.id, sealed, createdBy: BY_PERSON, createdAt: deps.now() },
    }),
  );
}

/**
 * A shopper's request: opened, or joined to the open one of the same kind for the same address; in both cases a link is
 * mailed to the address. Whether anybody is known under it is neither looked up nor told.
 * @param input.customerId the customer who is logged in at the storefront, as Shopify has signed it
 * @param input.address of the visitor, as far as the proxies tell it
 */
export async function submitRequest(
  deps: PortalLinkDeps & Pick<Deps, 'unit'>,
  input: {
    shopId: string;
    submission: Submission;
    customerId: string | null;
    address: string;
    words: Words;
  },
): Promise<{ outcome: 'taken' | 'too-many' }> {
  const { shopId, submission, customerId, address, words } = input;
  const { kind, email, residence, message } = submission;
  return deps.unit(shopId, async (unit) => {
    if (!(await isWithinLimits(deps, unit, { address, email, shop: '' }))) return { outcome: 'too-many' };
    await unit.lockShop();
    const demand = {
      ...({ kind, source: 'storefront', actor: PERSON, receivedAt: deps.now(), businessKey: null } as const),
      subject: { customerId, email, phone: null, orderIds: [] },
      ...{ residence, joinsOpen: true, origin: { loggedIn: customerId !== null } },
    };
    const [opened] = await openRequests(deps, unit, [demand]);
    if (!opened) throw new TypeError('one demand has one outcome');
    const { requestId } = opened;
    if (message !== null) await keepMessage(deps, unit, requestId, message);
    await mailPortalLink(deps, unit, { requestId, actor: PERSON, words });
    return { outcome: 'taken' };
  });
}
