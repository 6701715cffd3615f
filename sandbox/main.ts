/** `npm run sandbox`: the local Shopify alone, for an app that runs elsewhere on this machine. */
import { parseArgs } from 'node:util';
import { freePort } from './processes.ts';
import { createSandbox, SANDBOX_SECRET } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: process.env.SANDBOX_PORT ?? '4000' },
    app: { type: 'string', default: `http://127.0.0.1:${process.env.PORT ?? '3000'}` },
    seed: { type: 'string', default: '1' },
    customers: { type: 'string', default: '500' },
    orders: { type: 'string', default: '5000' },
  },
});

const sandbox = await createSandbox({
  port: await freePort(Number(values.port)),
  appTarget: values.app,
  shop: { seed: Number(values.seed), customers: Number(values.customers), orders: Number(values.orders) },
});
console.log(`Sandbox  ${sandbox.url}
App      ${values.app}, framed from ${sandbox.appUrl}; start it with
  SHOPIFY_SANDBOX_URL=${sandbox.url} SHOPIFY_APP_URL=${sandbox.appUrl} APP_BRIDGE_URL=${sandbox.url}/app-bridge.js
  SHOPIFY_API_KEY=${sandbox.world.app.apiKey} SHOPIFY_API_SECRET=${SANDBOX_SECRET}
  and node --import ./sandbox/route-shopify.mjs
Mail     ${sandbox.mail.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
