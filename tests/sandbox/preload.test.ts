import { once } from 'node:events';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProcess } from '#sandbox/processes.ts';

const PRELOAD = resolve(import.meta.dirname, '../../sandbox/route-shopify.mjs');

/** Says what arrives: in the sandbox's place. */
const echo = createServer((request, response) => {
  const { method, url, headers } = request;
  const { host, 'x-forwarded-host': forwardedHost, 'x-forwarded-proto': proto, 'x-own': own } = headers;
  response.end(JSON.stringify({ method, url, host, forwardedHost, proto, own }));
});
let address = '';
beforeAll(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const listening = echo.address();
  address = `http://127.0.0.1:${typeof listening === 'object' ? listening?.port : ''}`;
});
afterAll(() => {
  echo.closeAllConnections();
  echo.close();
});

/** Runs a program as the app is run. @returns what it printed, and how it ended */
async function run(program: string, env: Record<string, string | undefined> = {}) {
  const lines: string[] = [];
  const child = await startProcess({
    command: process.execPath,
    args: ['--import', PRELOAD, '--input-type=module', '--eval', program],
    env: { SHOPIFY_SANDBOX_URL: address, NODE_OPTIONS: undefined, ...env },
    onLine: (line) => lines.push(line),
  });
  const { code } = await child.exited;
  return { code, output: lines.join('\n') };
}

const say = (expression: string) =>
  `const say = async (make) => { try { return await make(); } catch (error) { return String(error.cause ?? error); } };
   console.log(JSON.stringify(await say(async () => ${expression})));`;

test.each([
  ['https://demo.myshopify.com/admin/oauth/access_token', 'demo.myshopify.com'],
  ['https://admin.shopify.com/store/demo', 'admin.shopify.com'],
  ['https://storage.googleapis.com/file?a=1', 'storage.googleapis.com'],
])('what is sent to %s reaches the sandbox, with the name it was sent to', async (url, host) => {
  const { output } = await run(
    say(
      `(await fetch(${JSON.stringify(url)}, { method: 'POST', headers: { 'x-own': 'kept' }, body: '{}' })).json()`,
    ),
  );
  const { pathname, search } = new URL(url);
  expect(JSON.parse(output)).toEqual({
    method: 'POST',
    url: pathname + search,
    host: new URL(address).host,
    forwardedHost: host,
    proto: 'https',
    own: 'kept',
  });
});

test('this machine is reached as always, by fetch and by node:http', async () => {
  const direct = await run(say(`(await fetch('${address}/direct')).json()`));
  expect(JSON.parse(direct.output)).toEqual({ method: 'GET', url: '/direct', host: new URL(address).host });
  const byHttp = await run(
    say(`new Promise((done, fail) => import('node:http').then(({ get }) =>
      get('${address}', (response) => done(response.resume().statusCode)).on('error', fail)))`),
  );
  expect(JSON.parse(byHttp.output)).toBe(200);
});

test.each([
  ['fetch', `fetch('https://collector.example/')`],
  ['fetch of a name that only looks like a shop', `fetch('https://demo.myshopify.com.attacker.example/')`],
  ['node:https', `(await import('node:https')).get('https://collector.example/')`],
  ['node:http', `(await import('node:http')).get('http://192.0.2.1/')`],
])('every other host is refused: %s', async (_what, expression) => {
  const { output } = await run(say(expression));
  expect(output).toContain('The sandbox refuses to reach');
});

test('without an address the program does not start, and is told what to set', async () => {
  const { code, output } = await run('console.log("started")', { SHOPIFY_SANDBOX_URL: undefined });
  expect(code).not.toBe(0);
  expect(output).toContain('SHOPIFY_SANDBOX_URL is not set');
  expect(output).not.toMatch(/^started/m);
});
