import { createHash } from 'node:crypto';
import { RENDERER_VERSION } from '../core/dossier.ts';
import { Failure } from '../core/failure.ts';
import { layoutDigest } from '../core/layout-digest.ts';
import type { Deps } from './deps.ts';
import { openDownload, pressDownload } from './download.ts';
import { openRelease } from './open-release.ts';

type StreamDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'stores' | 'log' | 'renderArchive' | 'sealArchive'>;
type Pressed = NonNullable<Awaited<ReturnType<typeof pressDownload>>>;

/** The end of the archive that is held back until its hash is known: without its directory no ZIP opens. */
const HELD_BYTES = 65_536;
const BROKEN =
  'A download was broken off, because the archive no longer came out as the one that was released. No one got it whole. Withdraw the release, review the data, and release it again.';

export type ReleaseStream =
  /** `bytes` is null where the password makes the size unknown beforehand. */
  | { outcome: 'open'; fileName: string; bytes: number | null; stream: ReadableStream<Uint8Array> }
  /** Wrong, expired or withdrawn. */
  | { outcome: 'gone' }
  /** It would not be the archive that was released: this version of the app makes another one. */
  | { outcome: 'outdated' };

/**
 * Passes a stream through whose bytes must have this SHA-256, and which must still be wanted at its end. The last of
 * them are held back until both are certain; otherwise the stream ends in an error.
 */
function onlyIf(
  sha256: Uint8Array,
  { onMismatch, stands }: { onMismatch: () => Promise<void>; stands: () => Promise<boolean> },
): TransformStream<Uint8Array, Uint8Array> {
  const hash = createHash('sha256');
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      hash.update(chunk);
      held.push(chunk);
      heldBytes += chunk.length;
      for (let [first] = held; first && heldBytes - first.length >= HELD_BYTES; [first] = held) {
        controller.enqueue(first);
        heldBytes -= first.length;
        held.shift();
      }
    },
    async flush(controller) {
      if (!hash.digest().equals(sha256)) {
        await onMismatch();
        throw new Failure('archive-differs', 'the archive is not the one that was released');
      }
      if (!(await stands()))
        throw new Failure('release-withdrawn', 'the release was withdrawn while it was downloaded');
      for (const chunk of held) controller.enqueue(chunk);
    },
  });
}

/** The archive turned out to be another one: on record, in the log, and on the request's page. */
async function reportMismatch({ unit, log }: StreamDeps, pressed: Pressed): Promise<void> {
  const { shopId, id, requestId, releaseId } = pressed;
  log.error(
    { shop: shopId, release: releaseId },
    'archive differs from the released one: download broken off',
  );
  const data = { download: id, release: releaseId };
  await unit(shopId, ({ write }) =>
    write({ type: 'archive.broken-off', actor: { kind: 'system' }, requestId, data }, (rows) =>
      rows.release.update({
        where: { shopId_id: { shopId, id: releaseId } },
        data: { problem: BROKEN },
      }),
    ),
  );
}

/** Whether a release still stands; the link itself may end while its download runs. */
const isStanding = ({ unit }: StreamDeps, { shopId, id }: { shopId: string; id: string }) =>
  unit(
    shopId,
    async ({ read }) => (await read.release.count({ where: { shopId, id, state: 'released' } })) > 0,
  );

/**
 * The archive behind a link, for whoever presses its button: the very bytes that were released, or an end that no
 * program takes for a whole archive.
 * @param password locks the archive in an outer ZIP whose bytes are new each time; kept nowhere
 * @throws Failure as `openArchive`; later, through the stream, what rendering throws
 */
export async function streamRelease(
  deps: StreamDeps,
  token: string,
  password: string | null = null,
): Promise<ReleaseStream> {
  const found = await openDownload(deps, token);
  if (!found) return { outcome: 'gone' };
  const { release } = found;
  if (release.rendererVersion !== RENDERER_VERSION) return { outcome: 'outdated' };
  const dossier = await openRelease(deps, release);
  if (!layoutDigest(dossier).equals(release.layout)) return { outcome: 'outdated' };
  const pressed = await pressDownload(deps, token, { locked: password !== null });
  if (!pressed) return { outcome: 'gone' };
  const { bytes, sha256 } = release;
  const checked = onlyIf(sha256, {
    onMismatch: () => reportMismatch(deps, pressed),
    stands: () => isStanding(deps, release),
  });
  const stream = deps.renderArchive(dossier).pipeThrough(checked);
  const name = `privacy-desk-request-${found.request.number}`;
  const fileName = `${name}.zip`;
  if (password === null) return { outcome: 'open', fileName, bytes, stream };
  const modifiedAt = new Date(dossier.request.receivedAt);
  const sealed = deps.sealArchive(stream, { fileName, modifiedAt, password });
  return { outcome: 'open', fileName: `${name}-locked.zip`, bytes: null, stream: sealed };
}
