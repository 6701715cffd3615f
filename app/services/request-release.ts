import type { Actor } from '../core/audit.ts';
import { disclosureOf } from '../core/disclosure.ts';
import { type ArchiveContent, RENDERER_VERSION } from '../core/dossier.ts';
import { newId } from '../core/id.ts';
import type { RequestKind } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';

export type ReleaseRequest =
  | { outcome: 'requested'; releaseId: string }
  /** Nobody has confirmed that whoever asks is the person (Art. 12(6)). */
  | { outcome: 'identity-unchecked' }
  | { outcome: 'not-ready' };

/**
 * Releases an answer: the explicit act of a named member of staff. From then on nothing in it changes; its archive
 * is made in the background, and its bytes are pinned.
 * @param input.identityChecked that this member of staff has checked who asks
 */
export async function requestRelease(
  deps: Pick<Deps, 'unit' | 'now' | 'random'>,
  input: {
    shopId: string;
    requestId: string;
    content: ArchiveContent;
    identityChecked: boolean;
    actor: Actor & { kind: 'staff' };
  },
): Promise<ReleaseRequest> {
  const { shopId, requestId, content, identityChecked, actor } = input;
  if (!identityChecked) return { outcome: 'identity-unchecked' };
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const request = await unit.read.request.findFirst({ where: { shopId, id: requestId, state: 'ready' } });
    if (!request) return { outcome: 'not-ready' };
    const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const redactions = await unit.read.redaction.count({ where: { shopId, requestId } });
    const id = newId(deps.now().getTime(), deps.random);
    const disclosure = disclosureOf(request);
    const data = { release: id, content, disclosure, redactions, identityChecked };
    await unit.write({ type: 'release.requested', actor, requestId, data }, async (rows) => {
      await rows.release.create({
        data: {
          ...{ shopId, id, requestId, content, disclosure, redactions, state: 'rendering' },
          ...{ shopName: shop.name ?? shop.domain, shopContact: shop.contactEmail },
          ...{ rendererVersion: RENDERER_VERSION, requestedBy: actor.id, requestedAt: deps.now() },
        },
      });
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'releasing' },
      });
    });
    await unit.enqueue('release-archive', request.kind as RequestKind, [{ shopId, id }]);
    return { outcome: 'requested', releaseId: id };
  });
}
