import { createHash } from 'node:crypto';
import { type Dossier, RENDERER_VERSION, recordCount } from '../core/dossier.ts';
import { Failure } from '../core/failure.ts';
import { layoutDigest } from '../core/layout-digest.ts';
import { say } from '../core/saying.ts';
import type { Deps } from './deps.ts';
import { openRelease } from './open-release.ts';

type RenderDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'stores' | 'log' | 'renderArchive'>;

/** How often the page learns how far it is. */
const PROGRESS_EVERY_MS = 1_000;
const SYSTEM = { kind: 'system' } as const;

const readRelease = ({ unit }: RenderDeps, shopId: string, id: string) =>
  unit(shopId, ({ read }) => read.release.findFirst({ where: { shopId, id, state: 'rendering' } }));
type Release = NonNullable<Awaited<ReturnType<typeof readRelease>>>;

/** What a rendering has come to: the archive's size and SHA-256. */
interface Pinned {
  bytes: number;
  sha256: Uint8Array<ArrayBuffer>;
}

/** Renders from beginning to end and keeps nothing of it. @returns null when the release was taken back meanwhile */
async function measure(deps: RenderDeps, release: Release, dossier: Dossier): Promise<Pinned | null> {
  const { shopId, id } = release;
  const hash = createHash('sha256');
  let bytes = 0;
  let toldAt = deps.now().getTime();
  for await (const chunk of deps.renderArchive(dossier)) {
    hash.update(chunk);
    bytes += chunk.length;
    if (deps.now().getTime() - toldAt < PROGRESS_EVERY_MS) continue;
    const { count } = await deps.unit(shopId, ({ progress }) =>
      progress.release.updateMany({ where: { shopId, id, state: 'rendering' }, data: { bytes } }),
    );
    if (count === 0) return null;
    toldAt = deps.now().getTime();
  }
  return { bytes, sha256: Uint8Array.from(hash.digest()) };
}

async function pin(deps: RenderDeps, release: Release, dossier: Dossier, pinned: Pinned): Promise<void> {
  const { shopId, id, requestId, content, disclosure, redactions } = release;
  const { bytes, sha256 } = pinned;
  const records = recordCount(dossier);
  const layout = Uint8Array.from(layoutDigest(dossier));
  const digest = Buffer.from(sha256).toString('hex');
  const data = { release: id, content, disclosure, redactions, records, bytes, sha256: digest };
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    // Another worker may have been faster, or staff may have taken it back.
    const where = { shopId, id, state: 'rendering' };
    if ((await unit.read.release.count({ where })) === 0) return;
    await unit.write({ type: 'release.made', actor: SYSTEM, requestId, data }, async (rows) => {
      await rows.release.updateMany({
        where,
        data: {
          ...{ state: 'released', records, bytes, sha256, layout },
          ...{ rendererVersion: RENDERER_VERSION, releasedAt: deps.now() },
        },
      });
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'released' },
      });
    });
  });
}

/** What cannot be rendered goes back to review, with the reason. */
async function fail(deps: RenderDeps, at: { shopId: string; id: string }, failure: Failure): Promise<void> {
  const { shopId, id } = at;
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const release = await unit.read.release.findFirst({ where: { shopId, id, state: 'rendering' } });
    if (!release) return;
    const { requestId } = release;
    const data = { release: id, reason: failure.code };
    await unit.write({ type: 'release.failed', actor: SYSTEM, requestId, data }, async (rows) => {
      await rows.release.update({
        where: { shopId_id: { shopId, id } },
        data: { state: 'failed', problem: failure.message },
      });
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'ready' },
      });
    });
  });
}

/**
 * Makes the archive of a release once, to pin its size and SHA-256: from then on every download has these bytes, or
 * none. Nothing is kept of it. Repeating it, or doing it twice at a time, changes nothing.
 * @throws what may pass by itself, to be tried again
 */
export async function renderRelease(deps: RenderDeps, input: { shopId: string; id: string }): Promise<void> {
  const { shopId, id } = input;
  try {
    const release = await readRelease(deps, shopId, id);
    if (!release) return;
    const dossier = await openRelease(deps, release);
    const pinned = await measure(deps, release, dossier);
    if (pinned) await pin(deps, release, dossier, pinned);
  } catch (error) {
    if (!(error instanceof Failure) || error.retry) throw error;
    deps.log.error({ shop: shopId, release: id, code: error.code }, 'release failed');
    await fail(deps, input, error);
  }
}

/** A release that no further try helps goes back to review, instead of standing at "being made" for ever. */
export async function giveUpRelease(
  deps: RenderDeps,
  { shopId, id }: { shopId: string; id: string },
): Promise<void> {
  const reason = say(
    'The archive could not be made, though it was tried several times. What was gathered is safe; release it again, and if that fails, tell whoever runs Privacy Desk for you.',
  );
  deps.log.error({ shop: shopId, release: id }, 'release given up');
  await fail(deps, { shopId, id }, new Failure('given-up', reason));
}
