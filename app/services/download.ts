import { createHash, timingSafeEqual } from 'node:crypto';
import type { Actor } from '../core/audit.ts';
import { newId } from '../core/id.ts';
import type { Deps } from './deps.ts';

/** A download link works this long; its bearer needs no session, for browsers cannot send one with a download. */
export const DOWNLOAD_LINK_MS = 5 * 60_000;
const SECRET_BYTES = 32;
/** The states of a request whose archive is whole. */
const ANSWERED = ['ready', 'closed'];
const TOKEN =
  /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

const digest = (secret: string) => Uint8Array.from(createHash('sha256').update(secret).digest());

/**
 * Issues a link to one request's archive to a member of staff.
 * @returns the token that goes into the link; only its hash is kept
 */
export async function issueDownload(
  deps: Pick<Deps, 'unit' | 'now' | 'random'>,
  input: { shopId: string; requestId: string; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'issued'; token: string } | { outcome: 'not-ready' }> {
  const { shopId, requestId, actor } = input;
  return deps.unit(shopId, async (unit) => {
    const request = await unit.read.request.findFirst({
      where: { shopId, id: requestId, state: { in: ANSWERED } },
    });
    if (!request) return { outcome: 'not-ready' };
    const id = newId(deps.now().getTime(), deps.random);
    const secret = deps.random(SECRET_BYTES).toString('base64url');
    const expiresAt = new Date(deps.now().getTime() + DOWNLOAD_LINK_MS);
    await unit.write({ type: 'archive.download-issued', actor, requestId, data: { download: id } }, (rows) =>
      rows.download.create({
        data: { shopId, id, requestId, secret: digest(secret), issuedTo: actor.id, expiresAt },
      }),
    );
    return { outcome: 'issued', token: `${shopId}.${id}.${secret}` };
  });
}

/** Whose archive a token opens, and records that it is opened; null for a wrong, foreign or expired one, and while its archive is gathered anew. */
export async function redeemDownload(
  deps: Pick<Deps, 'unit' | 'now'>,
  token: string,
): Promise<{ shopId: string; requestId: string } | null> {
  const [, shopId, id, secret] = TOKEN.exec(token) ?? [];
  if (shopId === undefined || id === undefined || secret === undefined) return null;
  return deps.unit(shopId, async (unit) => {
    const download = await unit.read.download.findUnique({
      where: { shopId_id: { shopId, id } },
      include: { request: { select: { state: true } } },
    });
    if (!download || !ANSWERED.includes(download.request.state) || download.expiresAt < deps.now())
      return null;
    if (!timingSafeEqual(download.secret, digest(secret))) return null;
    const { requestId } = download;
    const actor = { kind: 'staff', id: download.issuedTo } as const;
    await unit.record({ type: 'archive.downloaded', actor, requestId, data: { download: id } });
    return { shopId, requestId };
  });
}
