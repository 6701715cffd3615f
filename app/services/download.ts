import type { Unit } from '../adapters/db/unit.ts';
import type { Actor } from '../core/audit.ts';
import { BY_PERSON } from '../core/comment.ts';
import { RENDERER_VERSION } from '../core/dossier.ts';
import { isSecret, newLinkToken, readLinkToken, secretHash, writeLinkToken } from '../core/link-token.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';

/** A link waits this long for its button; its bearer needs no session, for browsers cannot send one with a download. */
export const DOWNLOAD_LINK_MS = 5 * 60_000;
/** From the first press of the button on, a download that broke off may be repeated for so long. */
export const DOWNLOAD_REPEAT_MS = 15 * 60_000;
/** Who a link is for. */
type Reader = Actor & { kind: 'staff' | 'person' };
/** The states of a request whose release stands. */
const ANSWERED = ['released', 'closed'];

type Issued = { outcome: 'issued'; token: string } | { outcome: 'not-released' };

async function issue(
  deps: Pick<Deps, 'now' | 'random'>,
  unit: Unit,
  requestId: string,
  actor: Reader,
): Promise<Issued> {
  const { shopId } = unit;
  const release = await unit.read.release.findFirst({
    where: { shopId, requestId, state: 'released', request: { state: { in: ANSWERED } } },
  });
  if (!release) return { outcome: 'not-released' };
  const token = newLinkToken(shopId, deps.now().getTime(), deps.random);
  const { id, secret } = token;
  const expiresAt = new Date(deps.now().getTime() + DOWNLOAD_LINK_MS);
  const releaseId = release.id;
  const issuedTo = actor.kind === 'staff' ? actor.id : BY_PERSON;
  const data = { download: id, release: releaseId };
  await unit.write({ type: 'archive.download-issued', actor, requestId, data }, (rows) =>
    rows.download.create({
      data: { shopId, id, requestId, releaseId, secret: secretHash(secret), issuedTo, expiresAt },
    }),
  );
  return { outcome: 'issued', token: writeLinkToken(token) };
}

/** Issues a link to the release of a request to its person. The caller has made sure that it is they. */
export const issueOwnDownload = (
  deps: Pick<Deps, 'now' | 'random'>,
  unit: Unit,
  requestId: string,
): Promise<Issued> => issue(deps, unit, requestId, { kind: 'person' });

/**
 * Issues a link to the release of a request to a member of staff.
 * @returns the token that goes into the link; only its hash is kept
 */
export async function issueDownload(
  deps: Pick<Deps, 'unit' | 'now' | 'random'>,
  input: { shopId: string; requestId: string; actor: Actor & { kind: 'staff' } },
): Promise<Issued> {
  const { shopId, requestId, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    return issue(deps, unit, requestId, actor);
  });
}

/** The link of a token with its release; null for a wrong, foreign or expired one, and when the release is withdrawn. */
async function readDownload(deps: Pick<Deps, 'now'>, unit: Unit, id: string, secret: string) {
  const { shopId } = unit;
  const download = await unit.read.download.findUnique({
    where: { shopId_id: { shopId, id } },
    include: { release: true, request: { select: { number: true, state: true } } },
  });
  if (!download || !isSecret(download.secret, secret)) return null;
  const { release, request, expiresAt } = download;
  const { bytes, sha256, layout } = release;
  if (expiresAt < deps.now() || release.state !== 'released' || !ANSWERED.includes(request.state))
    return null;
  if (bytes === null || sha256 === null || layout === null) return null;
  return { ...download, release: { ...release, bytes: Number(bytes), sha256, layout } };
}
type Found = NonNullable<Awaited<ReturnType<typeof readDownload>>>;

async function withDownload<Value>(
  deps: Pick<Deps, 'unit' | 'now'>,
  text: string,
  work: (found: Found, unit: Unit) => Value | Promise<Value>,
): Promise<Value | null> {
  const token = readLinkToken(text);
  if (token === null) return null;
  const { shopId, id, secret } = token;
  return deps.unit(shopId, async (unit) => {
    const found = await readDownload(deps, unit, id, secret);
    return found && work(found, unit);
  });
}

/** What a link leads to, for the page before the download. Looking changes nothing, whoever or whatever looks. */
export function findDownload(deps: Pick<Deps, 'unit' | 'now'>, token: string) {
  return withDownload(deps, token, ({ request, release, redeemedAt, issuedTo }) => ({
    requestNumber: request.number,
    shopName: release.shopName,
    content: release.content,
    bytes: release.bytes,
    sha256: Buffer.from(release.sha256).toString('hex'),
    /** Another version of this app made it: the bytes would not be the same. */
    outdated: release.rendererVersion !== RENDERER_VERSION,
    pressed: redeemedAt !== null,
    /** Their own data, and not somebody's whom staff answer. */
    forPerson: issuedTo === BY_PERSON,
  }));
}

/** What is behind a link, with everything that decides over its bytes. */
export const openDownload = (deps: Pick<Deps, 'unit' | 'now'>, token: string) =>
  withDownload(deps, token, (found) => found);

/** Somebody pressed the button: recorded each time, with whether a password was set, and from the first time on the link ends after a while. */
export function pressDownload(
  deps: Pick<Deps, 'unit' | 'now'>,
  token: string,
  { locked }: { locked: boolean },
): Promise<Found | null> {
  return withDownload(deps, token, async (found, unit) => {
    const { shopId, id, requestId, releaseId, issuedTo, redeemedAt } = found;
    const actor: Actor = issuedTo === BY_PERSON ? { kind: 'person' } : { kind: 'staff', id: issuedTo };
    const data = { download: id, release: releaseId, repeated: redeemedAt !== null, locked };
    const first = { redeemedAt: deps.now(), expiresAt: new Date(deps.now().getTime() + DOWNLOAD_REPEAT_MS) };
    await unit.write({ type: 'archive.downloaded', actor, requestId, data }, async (rows) => {
      await rows.download.updateMany({ where: { shopId, id, redeemedAt: null }, data: first });
      await rows.release.update({
        where: { shopId_id: { shopId, id: releaseId } },
        data: { timesDownloaded: { increment: 1 } },
      });
    });
    return found;
  });
}
