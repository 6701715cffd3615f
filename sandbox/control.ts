/**
 * The sandbox's own API, POST /_control/{call} with JSON: what demo, tests and the shell's tools move the
 * world with. Only for this machine: the server listens on the loopback alone.
 */
import { z } from 'zod';
import { type Handler, readBody, sendJson } from './admin-api/http.ts';
import { CALLS, type Context, type Controlled } from './control-calls.ts';

const BODY_MAX_BYTES = 4 * 1024 * 1024;

const rows: Record<string, { run: (context: Context, body: unknown) => Promise<unknown> } | undefined> =
  CALLS;
/** Another name for this machine, resolved by somebody else, is not ours. */
const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\]|admin\.localhost)(:\d+)?$/;

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}

export function createControl(controlled: Controlled): Handler {
  return async (request, response, world) => {
    const name = /^\/_control\/([a-z-]+)$/.exec(request.url?.split('?')[0] ?? '')?.[1];
    const { origin, host = '' } = request.headers;
    if (name === undefined || !LOCAL.test(host)) return false;
    // A page of another origin, the framed app among them, must not move the sandbox.
    if (origin !== undefined && origin !== `http://${host}`) {
      sendJson(response, 403, { error: 'The control API answers its own pages only.' });
      return true;
    }
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (!row || request.method !== 'POST') {
      sendJson(response, 404, { error: `POST one of: ${Object.keys(rows).join(', ')}.` });
      return true;
    }
    try {
      const body = await readBody(request, BODY_MAX_BYTES);
      sendJson(response, 200, await row.run({ ...controlled, world }, body ? JSON.parse(body) : {}));
    } catch (error) {
      sendJson(response, 422, { error: reasonOf(error) });
    }
    return true;
  };
}
