/** A member of the shop's staff, as far as their browser matters: the app's own pages, with session tokens. */
import { decode } from 'turbo-stream';
import { DEMO_SHOP, type Sandbox } from '#sandbox/server.ts';
import { mintSessionToken } from '#sandbox/session-token.ts';

/** The app turns robots away, so the demo says what a browser says. */
const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';

export interface Merchant {
  /** GET of anything in the app; @throws on any status but 2xx */
  open(path: string): Promise<Response>;
  /** What a page's own loader answers, as the page's script asks for it. */
  load(path: string, route: string): Promise<unknown>;
  /** Sends a form to a page, as the page's own script does. @returns what its action answers */
  submit(path: string, form: Record<string, string>): Promise<unknown>;
}

/** @param appAddress where the app listens */
export function createMerchant(sandbox: Sandbox, appAddress: string, domain: string = DEMO_SHOP): Merchant {
  async function call(path: string, init: RequestInit): Promise<Response> {
    const shop = sandbox.world.shops.get(domain);
    const staff = shop?.staff[0];
    if (!shop || !staff) throw new Error('The shop has no staff.');
    const token = mintSessionToken(sandbox.world, shop, staff);
    const headers = { authorization: `Bearer ${token}`, 'user-agent': BROWSER };
    const answer = await fetch(`${appAddress}${path}`, { ...init, headers });
    if (!answer.ok)
      throw new Error(`${path} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    return answer;
  }
  /** Remix's own form of answers. */
  async function callData(path: string, init: RequestInit): Promise<unknown> {
    const answer = await call(`${path}.data`, init);
    if (!answer.body) throw new Error(`${path} answered nothing.`);
    const decoded = await decode(answer.body, {
      plugins: [(type, ...values) => ({ value: { type, values } })],
    });
    return decoded.value;
  }
  return {
    open: (path) => call(path, {}),
    async load(path, route) {
      const answers = (await callData(path, {})) as Record<string, { data?: unknown }>;
      return answers[route]?.data;
    },
    async submit(path, form) {
      const answer = await callData(path, { method: 'POST', body: new URLSearchParams(form) });
      const value = answer as { data?: unknown; error?: unknown };
      if (value.error !== undefined) throw new Error(`${path} failed: ${JSON.stringify(value.error)}`);
      return value.data;
    },
  };
}
