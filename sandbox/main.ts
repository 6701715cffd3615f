/** `npm run sandbox`: the local Shopify alone, for an app that runs elsewhere on this machine. */
import { parseArgs } from 'node:util';
import { freePort, stopOnSignal } from './processes.ts';
import { createSandbox, DEMO_SHOP } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: process.env.SANDBOX_PORT ?? '4000' },
    'mail-port': { type: 'string', default: '2525' },
    app: { type: 'string', default: `http://127.0.0.1:${process.env.PORT ?? '3000'}` },
    seed: { type: 'string', default: '1' },
    customers: { type: 'string', default: '500' },
    orders: { type: 'string', default: '5000' },
  },
});

/** @throws Error that says what to write */
function count(name: 'port' | 'mail-port' | 'seed' | 'customers' | 'orders'): number {
  if (/^\d+$/.test(values[name])) return Number(values[name]);
  throw new Error(`--${name} is ${values[name]}: give a whole number.`);
}

const sandbox = await createSandbox({
  port: await freePort(count('port')),
  mailPort: await freePort(count('mail-port')),
  appTarget: values.app,
  shop: { seed: count('seed'), customers: count('customers'), orders: count('orders') },
});
stopOnSignal(() => sandbox.close());

const { apiKey, secret, scopes } = sandbox.world.app;
console.log(`Sandbox  ${sandbox.url}
Admin    ${sandbox.url}/store/${DEMO_SHOP.replace('.myshopify.com', '')}/apps/${apiKey}
Mail     ${sandbox.url}/mail, received at ${sandbox.mail.url}
App      expected at ${values.app}, public at ${sandbox.appUrl}; start it with
  SHOPIFY_SANDBOX_URL=http://127.0.0.1:${sandbox.port}
  SHOPIFY_APP_URL=${sandbox.appUrl}
  APP_BRIDGE_URL=${sandbox.url}/app-bridge.js
  SHOPIFY_API_KEY=${apiKey}
  SHOPIFY_API_SECRET=${secret}
  SCOPES=${scopes.join(',')}
  node --import ./sandbox/route-shopify.mjs build/server/index.js`);
