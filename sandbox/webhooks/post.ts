/** One HTTP attempt under Shopify's time-outs, over connections that are kept alive. */
import { Agent, request } from 'undici';
import type { Attempt } from './delivery.ts';

/** To accept the connection, and in all. */
const CONNECT_MS = 1_000;
const TOTAL_MS = 5_000;
const BODY_MAX_BYTES = 128 * 1_024;
/** Nothing leaves this machine, whatever address an app has subscribed with. */
const THIS_MACHINE = /^https?:\/\/(localhost|([a-z0-9-]+\.)+localhost|127(\.\d+){3}|\[::1\])(:\d+)?\//;

export type Outcome = Pick<Attempt, 'status' | 'error'>;

export interface Letter {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Poster {
  post(letter: Letter): Promise<Outcome>;
  close(): Promise<void>;
}

/** A redirect is an answer like any other: it is not followed. */
export function createPoster({ connectMs = CONNECT_MS, totalMs = TOTAL_MS } = {}): Poster {
  const agent = new Agent({ connect: { timeout: connectMs } });
  return {
    async post({ url, headers, body }) {
      if (!THIS_MACHINE.test(url)) return { status: null, error: 'NOT_ON_THIS_MACHINE' };
      try {
        const signal = AbortSignal.timeout(totalMs);
        const answer = await request(url, { method: 'POST', headers, body, dispatcher: agent, signal });
        await answer.body.dump({ limit: BODY_MAX_BYTES, signal });
        return { status: answer.statusCode, error: null };
      } catch (error) {
        const { code, name }: { code?: unknown; name?: unknown } = Object(error);
        return { status: null, error: String(typeof code === 'string' ? code : name) };
      }
    },
    close: () => agent.close(),
  };
}

export const succeeded = ({ status }: Outcome): boolean => status !== null && status >= 200 && status < 300;
