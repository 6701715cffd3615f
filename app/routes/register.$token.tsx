import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { PRIVATE } from '../components/download-page.ts';
import { registerBroken, registerGone, registerPage } from '../components/register-page.ts';
import { archivePasswordProblem } from '../core/archive-password.ts';
import { composition } from '../deps.server.ts';
import { readForm } from '../form.server.ts';
import { findRegister, streamRegister } from '../services/open-register.ts';

/** Handled here and not by Remix, which would log the path, and the path is the permission. */
async function answer(respond: () => Promise<Response>): Promise<Response> {
  try {
    return await respond();
  } catch (error) {
    const { name, code } = error as Error & { code?: string };
    composition().deps.log.error({ name, code }, 'register not opened');
    return registerBroken();
  }
}

/** Uses nothing up and records nothing: mail scanners follow links. */
export function loader({ params }: LoaderFunctionArgs) {
  return answer(async () => {
    const found = await findRegister(composition().deps, params.token ?? '');
    return found === null ? registerGone() : registerPage(found);
  });
}

/** The button: the register for the bearer of the link, locked with the password that they choose. */
export async function action({ request, params }: ActionFunctionArgs) {
  if (request.method !== 'POST')
    return new Response(null, { status: 405, headers: { ...PRIVATE, allow: 'GET, HEAD, POST' } });
  return answer(async () => {
    const { deps } = composition();
    const token = params.token ?? '';
    const { password } = await readForm(request);
    const problem = archivePasswordProblem(typeof password === 'string' ? password : '');
    if (typeof password !== 'string' || problem !== null) {
      const found = await findRegister(deps, token);
      return found === null ? registerGone() : registerPage(found, problem ?? 'Choose a password.');
    }
    const stream = await streamRegister(deps, token, password);
    if (stream === null) return registerGone();
    return new Response(stream, {
      headers: {
        ...PRIVATE,
        'content-type': 'application/zip',
        'content-disposition': 'attachment; filename="privacy-desk-register.zip"',
      },
    });
  });
}
