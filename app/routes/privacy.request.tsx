import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { PRIVATE } from '../components/download-page.ts';
import {
  linkRenewed,
  ownRequestPage,
  portalBroken,
  portalLeft,
  sessionOver,
  withdrawPage,
} from '../components/portal-page.ts';
import type { Words } from '../core/words.ts';
import { composition } from '../deps.server.ts';
import { readForm } from '../form.server.ts';
import { answerLanguage } from '../language.server.ts';
import { languageOf } from '../languages.ts';
import { portalCookie, readPortalCookie } from '../portal-cookie.server.ts';
import { withdrawRequest } from '../services/close-request.ts';
import type { Deps } from '../services/deps.ts';
import { issueOwnDownload } from '../services/download.ts';
import { leavePortal, renewLink, withSession } from '../services/portal-session.ts';
import { readOwnRequest } from '../services/read-own-request.ts';

/** What a person may do on their page, by the form's `intent`; null where their session is over. */
const ACTS: Record<string, (deps: Deps, token: string, words: Words) => Promise<Response | null>> = {
  show: async (_deps, _token, words) => back(words),
  'ask-withdraw': (deps, token, words) =>
    withSession(deps, token, async (unit, id) => {
      const own = await readOwnRequest(unit, id);
      return own.canWithdraw ? withdrawPage(words, own) : back(words);
    }),
  withdraw: (deps, token, words) =>
    withSession(deps, token, async (unit, id) => {
      await withdrawRequest(deps, unit, id);
      return back(words);
    }),
  download: (deps, token, words) =>
    withSession(deps, token, async (unit, id) => {
      const issued = await issueOwnDownload(deps, unit, id);
      return issued.outcome === 'issued'
        ? redirect(`/download/${issued.token}?locale=${words.language}`, { status: 303, headers: PRIVATE })
        : back(words);
    }),
  leave: async (deps, token, words) => {
    await leavePortal(deps, token);
    return portalLeft(words, { 'set-cookie': portalCookie('') });
  },
  renew: async (deps, token, words) => {
    await renewLink(deps, { token, purpose: 'session', words });
    return linkRenewed(words);
  },
};

const back = ({ language }: Words): Response =>
  redirect(`/privacy/request?locale=${language}`, { status: 303, headers: PRIVATE });

async function answer(request: Request, respond: (words: Words) => Promise<Response>): Promise<Response> {
  const { words } = languageOf(await answerLanguage(request));
  try {
    return await respond(words);
  } catch (error) {
    const { name, code } = error as Error & { code?: string };
    composition().deps.log.error({ name, code }, 'status page not shown');
    return portalBroken(words);
  }
}

/** Where the request stands, for whoever holds a session. */
export function loader({ request }: LoaderFunctionArgs) {
  return answer(request, async (words) => {
    const page = await withSession(composition().deps, readPortalCookie(request), async (unit, id) =>
      ownRequestPage(words, await readOwnRequest(unit, id)),
    );
    return page ?? sessionOver(words);
  });
}

/** The cookie goes with no form that another site sends (SameSite=Lax). */
export async function action({ request }: ActionFunctionArgs) {
  if (request.method !== 'POST')
    return new Response(null, {
      status: 405,
      headers: { ...PRIVATE, allow: ['GET', 'HEAD', 'POST'].join(', ') },
    });
  return answer(request, async (words) => {
    const { intent } = await readForm(request);
    const act = typeof intent === 'string' && Object.hasOwn(ACTS, intent) ? ACTS[intent] : ACTS.show;
    return (await act?.(composition().deps, readPortalCookie(request), words)) ?? sessionOver(words);
  });
}
