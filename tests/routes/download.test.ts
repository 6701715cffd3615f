import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueDownload } from '#app/services/download.ts';
import { renderRelease } from '#app/services/render-release.ts';
import { withdrawRelease } from '#app/services/withdraw-release.ts';
import { type GatheredRequest, gatheredRequest, release, SHOP_ID, STAFF } from '../support/answer.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { startServer, type TestServer } from '../support/server.ts';

const MASTER_KEY = randomBytes(32).toString('base64');
let app: TestApp;
let server: TestServer;
let request: GatheredRequest;

beforeAll(async () => {
  app = await createTestApp({ MASTER_KEY });
  server = await startServer({
    databaseUrl: app.database.appUrl,
    keysDir: app.keysDir,
    // A worker would take the steps of these requests to the real Shopify.
    env: { MASTER_KEY, ROLE: 'web' },
  });
  request = await released();
});
afterAll(async () => {
  await server?.process.stop();
  await app?.close();
});

/** A request whose answer is released, rendered with the very stores that the server has. */
async function released(records?: Parameters<typeof gatheredRequest>[1]): Promise<GatheredRequest> {
  const made = await gatheredRequest(app, records);
  await renderRelease(app.deps, { shopId: SHOP_ID, id: await release(made) });
  return made;
}

async function linkTo({ deps, requestId }: GatheredRequest): Promise<string> {
  const issued = await issueDownload(deps, { shopId: SHOP_ID, requestId, actor: STAFF });
  if (issued.outcome !== 'issued') throw new Error(issued.outcome);
  return `/download/${issued.token}`;
}
const get = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);
const press = (path: string, fields: Record<string, string> = {}) =>
  get(path, { method: 'POST', body: new URLSearchParams(fields) });
const downloadsOf = async ({ events }: GatheredRequest) =>
  (await events()).filter(({ type }) => type === 'archive.downloaded').length;

test('a link shows what it leads to, and looks of any kind use nothing up', async () => {
  const path = await linkTo(request);
  const looks = [
    await get(path),
    await get(path, { headers: { 'sec-purpose': 'prefetch' } }),
    await get(path, { headers: { 'user-agent': 'Mail scanner (bot)' } }),
    await get(path, { method: 'HEAD' }),
  ];
  expect(looks.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const text = (await looks[0]?.text()) ?? '';
  const [row] = (await request.find()).releases;
  expect(text).toContain(Buffer.from(row?.sha256 ?? []).toString('hex'));
  expect(text).toContain(`request #${request.number}`);
  expect(text).not.toContain('who@example.com');
  expect(await looks[3]?.text()).toBe('');
  expect(await downloadsOf(request)).toBe(0);
});

test('the page is in the language of whoever looks, with what is wrong about a password too', async () => {
  const path = await linkTo(request);
  const german = { 'accept-language': 'de-AT,en;q=0.5' };
  const text = await (await get(path, { headers: german })).text();
  expect(text).toContain('<html lang="de-AT">');
  expect(text).toContain('Das Archiv herunterladen');
  const refused = await get(path, {
    ...{ method: 'POST', headers: german, body: new URLSearchParams({ password: 'short' }) },
  });
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('Verwende mindestens 12 Zeichen.');
  expect(await (await get('/download/x', { headers: german })).text()).toContain('gilt nicht mehr');
});

test('the page runs nothing, loads nothing, and is kept nowhere and listed nowhere', async () => {
  const { headers } = await get(await linkTo(request));
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex, nofollow',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': expect.stringMatching(
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'$/,
    ),
  });
});

test('its button gives the bytes that were released, without a session, and is on record each time', async () => {
  const path = await linkTo(request);
  const before = await downloadsOf(request);
  const [row] = (await request.find()).releases;
  for (const _time of ['first', 'repeated']) {
    const response = await press(path);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/zip',
      'content-length': String(row?.bytes),
      'content-disposition': `attachment; filename="privacy-desk-request-${request.number}.zip"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    const digest = createHash('sha256').update(await response.bytes());
    expect(digest.digest().equals(Buffer.from(row?.sha256 ?? []))).toBe(true);
  }
  expect(await downloadsOf(request)).toBe(before + 2);
});

test('a password locks the released bytes in an outer archive, and stands nowhere', async () => {
  const path = await linkTo(request);
  const [row] = (await request.find()).releases;
  const password = 'correct horse battery';
  const response = await press(path, { password });
  expect(response.headers.get('content-disposition')).toContain('-locked.zip');
  const locked = await response.bytes();
  const open = async (key?: string) => {
    const reader = new ZipReader(new Uint8ArrayReader(locked), { password: key });
    const [entry, ...others] = await reader.getEntries();
    expect(others).toEqual([]);
    if (!entry || entry.directory) throw new Error('the outer archive holds one file');
    expect(entry).toMatchObject({ encrypted: true, filename: `privacy-desk-request-${request.number}.zip` });
    return entry.getData(new Uint8ArrayWriter());
  };
  await expect(open()).rejects.toThrow();
  await expect(open('another password')).rejects.toThrow();
  const inner = createHash('sha256').update(await open(password));
  expect(inner.digest().equals(Buffer.from(row?.sha256 ?? []))).toBe(true);
  expect((await request.events()).at(-1)).toMatchObject({ data: { locked: true } });
  expect(JSON.stringify(await request.events())).not.toContain(password);
  expect(server.logs.join('\n')).not.toContain(password);
});

test('a password that programs could not open is refused beside its field, and uses nothing up', async () => {
  const path = await linkTo(request);
  const before = await downloadsOf(request);
  const response = await press(path, { password: 'short' });
  expect(response.status).toBe(400);
  const text = await response.text();
  expect(text).toContain('Use at least 12 characters.');
  expect(text).not.toContain('short');
  expect(await downloadsOf(request)).toBe(before);
});

test('any other method is refused, and uses nothing up', async () => {
  const path = await linkTo(request);
  const before = await downloadsOf(request);
  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    const response = await get(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
  }
  expect(await downloadsOf(request)).toBe(before);
});

describe('in plain words', () => {
  const isGone = async (response: Response) => {
    expect(response.status).toBe(410);
    expect(await response.text()).toContain('This download link no longer works');
  };

  test.each([
    ['another secret', (path: string) => path.replace(/.{4}$/, 'AAAA')],
    ['no secret', () => '/download/nothing'],
  ])('a link with %s is told that it does not work', async (_what, changed) => {
    const path = changed(await linkTo(request));
    await isGone(await get(path));
    await isGone(await press(path));
  });

  test('a link that has expired is told to be so', async () => {
    const path = await linkTo(request);
    await app.deps.unit(SHOP_ID, ({ progress }) =>
      progress.download.updateMany({
        where: { requestId: request.requestId },
        data: { expiresAt: new Date(0) },
      }),
    );
    await isGone(await get(path));
    await isGone(await press(path));
  });

  test('a link to a withdrawn release is told that it does not work', async () => {
    const other = await released();
    const path = await linkTo(other);
    await withdrawRelease(other.deps, { shopId: SHOP_ID, requestId: other.requestId, actor: STAFF });
    await isGone(await get(path));
    await isGone(await press(path));
  });

  test('an archive of another version of the app is refused before its first byte', async () => {
    const other = await released();
    const path = await linkTo(other);
    await app.deps.unit(SHOP_ID, ({ progress }) =>
      progress.release.updateMany({
        where: { requestId: other.requestId },
        data: { rendererVersion: 0 },
      }),
    );
    for (const response of [await get(path), await press(path)]) {
      expect(response.status).toBe(409);
      expect(await response.text()).toContain('released by an earlier version');
    }
  });
});

test('an archive that comes out as another one breaks the connection: no whole file arrives', async () => {
  const other = await released();
  const path = await linkTo(other);
  await app.deps.unit(SHOP_ID, ({ progress }) =>
    progress.release.updateMany({
      where: { requestId: other.requestId },
      data: { sha256: new Uint8Array(32) },
    }),
  );
  const got = press(path).then((response) => response.bytes());
  await expect(got).rejects.toThrow();
  const events = await other.events();
  expect(events.at(-1)).toMatchObject({ type: 'archive.broken-off' });
});

test('a torn piece of data breaks the connection, too', async () => {
  const other = await released();
  const path = await linkTo(other);
  await app.deps.unit(SHOP_ID, ({ progress }) =>
    progress.chunk.updateMany({
      where: { requestId: other.requestId },
      data: { body: new Uint8Array(1) },
    }),
  );
  await expect(press(path).then((response) => response.bytes())).rejects.toThrow();
});

test('a download that breaks off halfway is repeated whole', async () => {
  const many = Array.from({ length: 2_000 }, (_, at) => ({
    id: String(at),
    note: randomBytes(500).toString('hex'),
  }));
  const other = await released(many);
  const path = await linkTo(other);
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`POST ${path} HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 0\r\n\r\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  socket.destroy();
  const [row] = (await other.find()).releases;
  const bytes = await (await press(path)).bytes();
  expect(BigInt(bytes.length)).toBe(row?.bytes);
});

test('the way in which pages ask for their data leads to no archive: it would be held in memory whole', async () => {
  const path = await linkTo(request);
  const before = await downloadsOf(request);
  const ways = [
    `${path}.data`,
    `/DOWNLOAD/${path.slice(10)}.data`,
    `/app/%2e%2e${path}.data`,
    `${path}.data?index`,
  ];
  for (const way of ways)
    for (const method of ['GET', 'POST'])
      expect([way, (await get(way, { method })).status]).toEqual([way, 404]);
  // As no client of ours writes it: with the dots in the address.
  const socket = connect(server.port, '127.0.0.1');
  socket.end(`POST /app/..${path}.data HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 0\r\n\r\n`);
  const answer = Buffer.concat(await Array.fromAsync(socket as AsyncIterable<Buffer>)).toString();
  expect(answer).toMatch(/^HTTP\/1\.1 404/);
  expect(await downloadsOf(request)).toBe(before);
});

test('a password that comes as a file is refused, and not overlooked', async () => {
  const path = await linkTo(request);
  const body = new FormData();
  body.set('password', new File(['correct horse battery'], 'password.txt'));
  const answer = await get(path, { method: 'POST', body });
  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toContain('text/html');
});

test('whoever asks for what is not there rings no alarm', async () => {
  const before = server.logs.length;
  for (const path of ['/nothing', '//download/x', '/download', '/wp-login.php'])
    await (await get(path)).text();
  expect(server.logs.slice(before)).toEqual([]);
});

test('no link stands in the log', () => {
  expect(server.logs.join('\n')).not.toContain('/download/');
  expect(server.logs.join('\n')).not.toContain(`${SHOP_ID}.`);
});
