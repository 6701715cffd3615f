import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { createStorefrontDoor } from '#app/proxy.server.ts';
import { installShop } from '#app/services/install-shop.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { signProxyParams } from '#sandbox/app-proxy.ts';
import { API_SECRET, type TestApp } from './composition.ts';

/** A form as Shopify's app proxy hands it on; any part may be bent. */
export interface TestForm {
  fields?: Record<string, string>;
  shop?: string;
  customerId?: string;
  secret?: string;
  /** Seconds from now. */
  signedIn?: number;
  /** Appended after the signature. */
  unsigned?: string;
  /** Parameters of the storefront's own address, which are signed with the rest. */
  query?: Record<string, string>;
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export const FORM = {
  kind: 'access',
  email: 'ada.typed@example.com',
  country: 'DE',
  region: '',
  message: '',
  locale: 'en',
};

export function signedQuery({ shop = 'demo.myshopify.com', ...form }: TestForm): string {
  const timestamp = String(Math.floor(Date.now() / 1_000) + (form.signedIn ?? 0));
  const params = new URLSearchParams({
    ...{ ...form.query, shop, logged_in_customer_id: form.customerId ?? '' },
    ...{ path_prefix: '/apps/privacy', timestamp },
  });
  params.set('signature', signProxyParams(params, form.secret ?? API_SECRET));
  return `${params}${form.unsigned ?? ''}`;
}

/** Sends a form to a server of the app, as the app proxy would. */
export function sendForm(origin: string, form: TestForm = {}): Promise<Response> {
  const method = form.method ?? 'POST';
  const body = form.body ?? new URLSearchParams({ ...FORM, ...form.fields }).toString();
  return fetch(`${origin}${form.path ?? '/proxy/requests'}?${signedQuery(form)}`, {
    method,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...form.headers },
    body: ['GET', 'HEAD'].includes(method) ? null : body,
  });
}

/** A shop that uses the app. */
export async function installTestShop(app: TestApp, domain: string): Promise<string> {
  const shopId = await knowShop({ ...app.deps, isUniqueViolation }, domain);
  const details = { name: 'Demo Store', contactEmail: null, countryCode: 'DE', timeZone: 'Europe/Berlin' };
  await installShop(app.deps, { domain, scopes: [], details });
  return shopId;
}

/** The storefront's door on a port of its own; it answers as soon as it can. */
export async function openStorefront(app: TestApp) {
  const door = createStorefrontDoor(app, 0);
  const server = createServer((request, response) => void door(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    send: (form: TestForm = {}) => sendForm(origin, form),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
export type Storefront = Awaited<ReturnType<typeof openStorefront>>;
