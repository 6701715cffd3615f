import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { PRIVATE } from '../components/download-page.ts';
import { linkGone, linkPage, linkRenewed, portalBroken } from '../components/portal-page.ts';
import type { Words } from '../core/words.ts';
import { composition } from '../deps.server.ts';
import { readForm } from '../form.server.ts';
import { answerLanguage } from '../language.server.ts';
import { languageOf } from '../languages.ts';
import { portalCookie } from '../portal-cookie.server.ts';
import { findLink, pressLink, renewLink } from '../services/portal-session.ts';

/** Handled here and not by Remix, which would log the path, and the path is the permission. */
async function answer(request: Request, respond: (words: Words) => Promise<Response>): Promise<Response> {
  const { words } = languageOf(await answerLanguage(request));
  try {
    return await respond(words);
  } catch (error) {
    const { name, code } = error as Error & { code?: string };
    composition().deps.log.error({ name, code }, 'link not opened');
    return portalBroken(words);
  }
}

/** Uses nothing up and records nothing: mail scanners follow links. */
export function loader({ request, params }: LoaderFunctionArgs) {
  return answer(request, async (words) => {
    const found = await findLink(composition().deps, params.token ?? '');
    return found === null ? linkGone(words) : linkPage(words, found);
  });
}

/** The button of the link, or that for a new one. */
export async function action({ request, params }: ActionFunctionArgs) {
  if (request.method !== 'POST')
    return new Response(null, {
      status: 405,
      headers: { ...PRIVATE, allow: ['GET', 'HEAD', 'POST'].join(', ') },
    });
  return answer(request, async (words) => {
    const { deps } = composition();
    const token = params.token ?? '';
    const { intent } = await readForm(request);
    if (intent === 'renew') {
      await renewLink(deps, { token, purpose: 'confirm', words });
      return linkRenewed(words);
    }
    const session = intent === 'confirm' ? await pressLink(deps, token) : null;
    if (session === null) return linkGone(words);
    const headers = { ...PRIVATE, 'set-cookie': portalCookie(session) };
    return redirect(`/privacy/request?locale=${words.language}`, { status: 303, headers });
  });
}
