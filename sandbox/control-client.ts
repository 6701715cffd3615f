/** Calls the control API of a sandbox in another process, or from its own pages. */
import type { z } from 'zod';
import type { ControlCalls } from './control-calls.ts';

type Input<Name extends keyof ControlCalls> = z.input<ControlCalls[Name]['input']>;
type Output<Name extends keyof ControlCalls> = Awaited<ReturnType<ControlCalls[Name]['run']>>;

/** A method for each row of control-calls.ts. Each throws an Error that says what was wrong with the call. */
export type ControlClient = {
  [Name in keyof ControlCalls]: (
    ...input: Record<string, never> extends Input<Name> ? [input?: Input<Name>] : [input: Input<Name>]
  ) => Promise<Output<Name>>;
};

/** @param url http://localhost:… of the sandbox; '' in its own pages */
export function controlClient(url: string): ControlClient {
  const call = async (name: string, input: object = {}) => {
    const answer = await fetch(`${url}/_control/${name}`, { method: 'POST', body: JSON.stringify(input) });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.error);
    return body;
  };
  return new Proxy({} as ControlClient, {
    get: (_target, name) => (input?: object) => call(String(name), input),
  });
}
