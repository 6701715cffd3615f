import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWebServer } from '#app/http.server.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';

let app: TestApp;
let server: Server;
const FAULT = new Error('the fault in all its details');

beforeAll(async () => {
  app = await createTestApp();
  const build = () => Promise.reject(FAULT);
  server = createWebServer({ composition: app, build, files: [], isReady: () => true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await app.close();
});

/** Everything the server says to these bytes, until it hangs up. */
async function say(...lines: string[]): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return Buffer.concat(await Array.fromAsync(socket)).toString('latin1');
}
const get = (path: string, ...headers: string[]) =>
  say(
    `GET ${path} HTTP/1.1`,
    'Connection: close',
    ...(headers.length > 0 ? headers : ['Host: a.example.com']),
  );

// console.error fails every test here: Express would print errors there, with their paths.
test('an address or a host that cannot be read is answered 400, in two words', async () => {
  for (const path of ['/%E0%A4%A', '/download/secret%E0%A4%A'])
    expect(await get(path)).toMatch(/400.*Bad Request$/s);
  for (const host of ['[', 'a b', 'a.example.com:99999999'])
    expect(await get('/app', `Host: ${host}`)).toMatch(/400.*Bad Request$/s);
});

test('a fault within is answered 500 without a word about it', async () => {
  const answer = await get('/app');
  expect(answer).toMatch(/500.*Internal Server Error$/s);
  expect(answer).not.toContain(FAULT.message);
});

test('a body larger than any form, or of untold length, is refused before it is read', async () => {
  const post = (...headers: string[]) =>
    say('POST /app/customers HTTP/1.1', 'Host: a.example.com', ...headers);
  expect(await post('Content-Length: 1048577')).toMatch(/^HTTP\/1.1 413/);
  expect(await post('Transfer-Encoding: chunked')).toMatch(/^HTTP\/1.1 411/);
});

test('a request that does not come in is not waited for as long as Node would', () => {
  expect(server.requestTimeout).toBeLessThanOrEqual(30_000);
});
