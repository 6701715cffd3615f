import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { PRIVATE } from '../components/download-page.ts';
import { registerBroken, registerGone, registerPage } from '../components/register-page.ts';
import { archivePasswordProblem } from '../core/archive-password.ts';
import { say } from '../core/saying.ts';
import type { Words } from '../core/words.ts';
import { composition } from '../deps.server.ts';
import { readForm } from '../form.server.ts';
import { answerLanguage } from '../language.server.ts';
import { languageOf } from '../languages.ts';
import { findRegister, streamRegister } from '../services/open-register.ts';

/** Handled here and not by Remix, which would log the path, and the path is the permission. */
async function answer(request: Request, respond: (words: Words) => Promise<Response>): Promise<Response> {
  const { words } = languageOf(await answerLanguage(request));
  try {
    return await respond(words);
  } catch (error) {
    const { name, code } = error as Error & { code?: string };
    composition().deps.log.error({ name, code }, 'register not opened');
    return registerBroken(words);
  }
}

/** Uses nothing up and records nothing: mail scanners follow links. */
export function loader({ request, params }: LoaderFunctionArgs) {
  return answer(request, async (words) => {
    const found = await findRegister(composition().deps, params.token ?? '');
    return found === null ? registerGone(words) : registerPage(words, found);
  });
}

/** The button: the register for the bearer of the link, locked with the password that they choose. */
export async function action({ request, params }: ActionFunctionArgs) {
  if (request.method !== 'POST')
    return new Response(null, {
      status: 405,
      headers: { ...PRIVATE, allow: ['GET', 'HEAD', 'POST'].join(', ') },
    });
  return answer(request, async (words) => {
    const { deps } = composition();
    const token = params.token ?? '';
    const { password } = await readForm(request);
    const problem = archivePasswordProblem(typeof password === 'string' ? password : '');
    if (typeof password !== 'string' || problem !== null) {
      const found = await findRegister(deps, token);
      return found === null
        ? registerGone(words)
        : registerPage(words, found, problem ?? say('Choose a password.'));
    }
    const stream = await streamRegister(deps, token, password);
    if (stream === null) return registerGone(words);
    return new Response(stream, {
      headers: {
        ...PRIVATE,
        'content-type': 'application/zip',
        'content-disposition': 'attachment;filename="privacy-desk-register.zip"',
      },
    });
  });
}
