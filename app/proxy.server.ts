import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  formNotInUse,
  requestNotTaken,
  requestTaken,
  requestTooLarge,
  shopperFormPage,
  tooManyRequests,
} from './components/shopper-form-page.ts';
import { SHOP_DOMAIN, shopIdOf } from './core/id.ts';
import { isSignedQuery } from './core/proxy-signature.ts';
import { HONEYPOT, readSubmission, type Submission, type TypedForm } from './core/shopper-form.ts';
import type { Words } from './core/words.ts';
import type { Composition } from './deps.server.ts';
import { loadFirst } from './language.server.ts';
import { languageOf } from './languages.ts';
import { submitRequest } from './services/submit-request.ts';

export const PROXY_PATH = '/proxy';
const FORM_PATH = `${PROXY_PATH}/requests`;
const MOST_BYTES = 16 * 1024;
/**
 * The answer to a form that was taken comes no sooner: whether a request was opened or joined an open one shows in how
 * long the work took, and so would who has asked before.
 */
const ANSWER_AFTER_MS = 400;

/** What Shopify signs. */
const SIGNED = z.object({
  shop: z.string().regex(SHOP_DOMAIN),
  logged_in_customer_id: z
    .string()
    .regex(/^\d{0,20}$/)
    .default(''),
  path_prefix: z.string().regex(/^\/(?:a|apps|community|tools)\/[\w-]{1,60}$/),
});
type Signed = z.output<typeof SIGNED>;

const field = z.string().default('');
/** The fields of the form; what else a theme or an app puts into it is passed over. */
const FORM = z
  .object({
    ...{ kind: field, email: field, country: field, region: field, message: field },
    [HONEYPOT]: field,
  })
  .transform(({ [HONEYPOT]: honeypot, ...typed }): TypedForm => ({ ...typed, honeypot }));
const EMPTY: TypedForm = FORM.parse({});

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** The raw bytes, or null as soon as they are more than the door takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length']) > MOST_BYTES) return null;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MOST_BYTES) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** The first that the proxies name is the visitor, if they tell the truth. */
function addressOf({ headers, socket }: IncomingMessage): string {
  const [first = ''] = (one(headers['x-forwarded-for']) ?? '').split(',').map((each) => each.trim());
  return isIP(first) > 0 ? first : (socket.remoteAddress ?? '');
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'content-length': body.length });
  response.end(body);
}
const refuse = (response: ServerResponse, status: number, text: string, headers = {}): void => {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(text);
};

function isForm({ headers }: IncomingMessage): boolean {
  return /^application\/x-www-form-urlencoded(?:;|$)/i.test(headers['content-type'] ?? '');
}

/**
 * The door for what shoppers send through Shopify's app proxy. It stands before Remix, on plain `node:http`: it checks
 * the signature itself, loads no session, and takes one small form.
 * @param answerAfterMs how long the answer to a form that was taken takes at least
 */
export function createStorefrontDoor(
  { deps, env }: Pick<Composition, 'deps' | 'env'>,
  answerAfterMs: number = ANSWER_AFTER_MS,
) {
  const secrets = [env.SHOPIFY_API_SECRET, env.SHOPIFY_API_SECRET_PREVIOUS].flatMap((secret) => secret ?? []);

  /** What Shopify has signed; null for a query that it has not, or not just now. */
  function signedIn(query: URLSearchParams): Signed | null {
    if (!isSignedQuery(query, secrets, deps.now().getTime())) return null;
    return SIGNED.safeParse(Object.fromEntries(query)).data ?? null;
  }

  async function isInstalled(shop: string): Promise<boolean> {
    const shopId = shopIdOf(shop);
    const row = await deps.unit(shopId, ({ read }) => read.shop.findUnique({ where: { shopId } }));
    return row !== null && row.installedAt !== null;
  }

  async function take(signed: Signed, submission: Submission, from: IncomingMessage, words: Words) {
    const customerId = signed.logged_in_customer_id === '' ? null : signed.logged_in_customer_id;
    const shopId = shopIdOf(signed.shop);
    const work = submitRequest(deps, { shopId, submission, customerId, address: addressOf(from), words });
    const [{ outcome }] = await Promise.all([work, sleep(answerAfterMs)]);
    return outcome === 'taken' ? requestTaken(words) : tooManyRequests(words);
  }

  async function answer(request: IncomingMessage, signed: Signed, query: URLSearchParams): Promise<Response> {
    const accepted = one(request.headers['accept-language']);
    const wordsFor = async (named: string[]) => languageOf(await loadFirst(named, accepted)).words;
    const body = request.method === 'POST' ? await readBody(request) : Buffer.alloc(0);
    if (body === null) return requestTooLarge(await wordsFor(query.getAll('locale')));
    const sent = new URLSearchParams(body.toString('utf8'));
    const words = await wordsFor([...sent.getAll('locale'), ...query.getAll('locale')]);
    const place = `${signed.path_prefix}/requests`;
    try {
      if (!(await isInstalled(signed.shop))) return formNotInUse(words);
      if (request.method !== 'POST') return shopperFormPage(words, place, EMPTY);
      const typed = FORM.parse(Object.fromEntries(sent));
      const read = readSubmission(typed);
      if ('problems' in read) return shopperFormPage(words, place, typed, read.problems);
      return await take(signed, read.submission, request, words);
    } catch (error) {
      const { name, code } = error as Error & { code?: string };
      deps.log.error({ name, code }, 'request from the storefront not taken');
      return requestNotTaken(words);
    }
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://door');
    const signed = signedIn(searchParams);
    if (signed === null) return refuse(response, 400, 'The signature is missing, wrong or too old.');
    // Relative addresses on a storefront may come with a slash at their end.
    if (pathname.replace(/\/$/, '') !== FORM_PATH) return refuse(response, 404, 'There is nothing here.');
    if (!['GET', 'HEAD', 'POST'].includes(request.method ?? ''))
      return refuse(response, 405, 'Only GET and POST.', { allow: 'GET, HEAD, POST' });
    if (request.method === 'POST' && !isForm(request))
      return refuse(response, 415, 'Only application/x-www-form-urlencoded.');
    try {
      await send(response, await answer(request, signed, searchParams));
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      deps.log.error({ name: (error as Error).name }, 'storefront not answered');
      response.destroy();
    }
  };
}
