import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import {
  downloadBroken,
  downloadGone,
  downloadOutdated,
  downloadPage,
  PRIVATE,
} from '../components/download-page.ts';
import { archivePasswordProblem } from '../core/archive-password.ts';
import type { Words } from '../core/words.ts';
import { composition } from '../deps.server.ts';
import { readForm } from '../form.server.ts';
import { answerLanguage } from '../language.server.ts';
import { languageOf } from '../languages.ts';
import { findDownload } from '../services/download.ts';
import { streamRelease } from '../services/stream-release.ts';

const METHODS = ['GET', 'HEAD', 'POST'].join(', ');

/** Handled here and not by Remix, which would log the path, and the path is the permission. */
async function answer(request: Request, respond: (words: Words) => Promise<Response>): Promise<Response> {
  const { words } = languageOf(await answerLanguage(request));
  try {
    return await respond(words);
  } catch (error) {
    const { name, code } = error as Error & { code?: string };
    composition().deps.log.error({ name, code }, 'archive not opened');
    return downloadBroken(words);
  }
}

/**
 * What is behind a link. It uses nothing up and records nothing, so a mail scanner, a browser that fetches ahead or
 * a preview may look as often as it likes.
 */
export function loader({ request, params }: LoaderFunctionArgs) {
  return answer(request, async (words) => {
    const found = await findDownload(composition().deps, params.token ?? '');
    if (found === null) return downloadGone(words);
    return found.outdated ? downloadOutdated(words) : downloadPage(words, found);
  });
}

/** The field is there and left empty: no password. One that is no text is refused as too short, never overlooked. */
function passwordIn({ password = '' }: Record<string, unknown>): string | null {
  if (password === '') return null;
  return typeof password === 'string' ? password : '';
}

/**
 * The button: the archive for the bearer of the link. A browser sends no session token with a download, so the link
 * itself is the permission. An error halfway breaks the connection, so that no cut archive looks whole.
 */
export async function action({ request, params }: ActionFunctionArgs) {
  if (request.method !== 'POST')
    return new Response(null, { status: 405, headers: { ...PRIVATE, allow: METHODS } });
  return answer(request, async (words) => {
    const { deps } = composition();
    const token = params.token ?? '';
    const password = passwordIn(await readForm(request));
    const problem = password === null ? null : archivePasswordProblem(password);
    if (problem !== null) {
      const found = await findDownload(deps, token);
      return found === null ? downloadGone(words) : downloadPage(words, found, problem);
    }
    const release = await streamRelease(deps, token, password);
    if (release.outcome === 'gone') return downloadGone(words);
    if (release.outcome === 'outdated') return downloadOutdated(words);
    return new Response(release.stream, {
      headers: {
        ...PRIVATE,
        'content-type': 'application/zip',
        ...(release.bytes !== null && { 'content-length': String(release.bytes) }),
        'content-disposition': `attachment; filename="${release.fileName}"`,
      },
    });
  });
}
