/** Calls the control API of a sandbox in another process. */

import type { Pending } from './compliance.ts';
import type { Bend, Delivery } from './webhooks/sender.ts';
import type { Fault, ProtectedField, Staff } from './world.ts';

export interface ProtectedData {
  approved: boolean;
  fields: ProtectedField[];
}

export interface ControlClient {
  state(): Promise<{
    now: string;
    pending: Pending[];
    shops: {
      domain: string;
      name: string;
      installed: boolean;
      scopes: string[];
      protectedData: ProtectedData;
      staff: Staff[];
      faults: Fault[];
    }[];
  }>;
  webhook(input: {
    shop: string;
    topic: string;
    person?: string;
    payload?: object;
    bend?: Omit<Bend, 'headers'> & { headers?: Record<string, string | null> };
  }): Promise<Delivery>;
  deliveries(): Promise<Delivery[]>;
  clock(input: { advanceMs: number }): Promise<{ now: string }>;
  faults(input: { shop: string; faults: Fault[] }): Promise<object>;
  'protected-data'(input: { shop: string } & ProtectedData): Promise<ProtectedData>;
  scopes(input: { shop: string; grant?: string[]; revoke?: string[] }): Promise<{ scopes: string[] }>;
  shop(input: {
    domain: string;
    customers?: number;
    orders?: number;
    installed?: boolean;
  }): Promise<{ domain: string }>;
  uninstall(input: { shop: string }): Promise<object>;
  install(input: { shop: string }): Promise<object>;
  token(input: { shop: string; staffId?: number }): Promise<{ token: string }>;
  people(): Promise<{
    customers: { name: string; id: string; email: string | null }[];
    guests: { name: string; email: string | null }[];
  }>;
}

/** @param url http://localhost:… of the sandbox */
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
