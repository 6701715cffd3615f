import type { LoaderFunctionArgs } from '@remix-run/node';
import { renderArchive } from '../adapters/archive/render.ts';
import { plainPage } from '../components/plain-page.ts';
import { composition } from '../deps.server.ts';
import { redeemDownload } from '../services/download.ts';
import { openArchive } from '../services/open-archive.ts';

/** For whoever holds the link, this once: kept nowhere, and told to nobody. */
const PRIVATE = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

const expired = () =>
  plainPage(410, PRIVATE, {
    title: 'This download link no longer works',
    paragraphs: [
      'A download link works for five minutes, and only as it was given out.',
      'Nothing is lost: open the request in Privacy Desk and choose “Download archive” again.',
    ],
  });

const broken = () =>
  plainPage(500, PRIVATE, {
    title: 'The archive could not be opened',
    paragraphs: [
      'Something went wrong on our side while the archive was being prepared. What was gathered is safe.',
      'Try again in a minute. If it happens again, tell whoever runs Privacy Desk for you; the log holds the cause.',
    ],
  });

/**
 * The archive for the bearer of a link: a browser sends no session token with a download, so the link itself
 * is the permission. An error halfway breaks the connection, so that no cut archive looks whole.
 */
export async function loader({ request, params }: LoaderFunctionArgs) {
  if (request.method !== 'GET')
    return new Response(null, { status: 405, headers: { ...PRIVATE, allow: 'GET' } });
  const { deps } = composition();
  try {
    const permission = await redeemDownload(deps, params.token ?? '');
    if (permission === null) return expired();
    const dossier = await openArchive(deps, permission);
    return new Response(renderArchive(dossier), {
      headers: {
        ...PRIVATE,
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="privacy-desk-request-${dossier.request.number}.zip"`,
      },
    });
  } catch (error) {
    // Handled here and not by Remix, which would log the path, and the path is the permission.
    const { name, code } = error as Error & { code?: string };
    deps.log.error({ name, code }, 'archive not opened');
    return broken();
  }
}
