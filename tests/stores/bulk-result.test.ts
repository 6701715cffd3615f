import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type BulkGroup, isLost, readBulkResult } from '#app/adapters/stores/shopify/bulk-result.ts';

const LINES = [
  { id: 'gid://shopify/Order/1', name: '#1 with ümlaut and 🎁' },
  { id: 'gid://shopify/LineItem/11', __parentId: 'gid://shopify/Order/1' },
  { id: 'gid://shopify/LineItem/12', __parentId: 'gid://shopify/Order/1', title: 'a\nb' },
  { id: 'gid://shopify/Part/121', __parentId: 'gid://shopify/LineItem/12' },
  { id: 'gid://shopify/Order/2', name: '#2' },
  { id: 'gid://shopify/Order/3', name: '#3' },
  { id: 'gid://shopify/LineItem/31', __parentId: 'gid://shopify/Order/3' },
];
const FILE = Buffer.from(LINES.map((line) => `${JSON.stringify(line)}\n`).join(''));

/** A storage that answers as told, on this machine. */
async function serve(answer: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/result.jsonl`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const read = (url: string, offset = 0, bytes = FILE.length): Promise<BulkGroup[]> =>
  Array.fromAsync(readBulkResult(url, offset, bytes));
const idsOf = (groups: BulkGroup[]) =>
  groups.map(({ root, children }) => [root, ...children].map(({ id }) => id));

const WHOLE = [
  [
    'gid://shopify/Order/1',
    'gid://shopify/LineItem/11',
    'gid://shopify/LineItem/12',
    'gid://shopify/Part/121',
  ],
  ['gid://shopify/Order/2'],
  ['gid://shopify/Order/3', 'gid://shopify/LineItem/31'],
];

describe('a bulk result', () => {
  test('is read whole, in whatever pieces it comes', async () => {
    await using storage = await serve(async (_request, response) => {
      for (const byte of FILE) {
        response.write(Buffer.of(byte));
        await new Promise((turn) => setImmediate(turn));
      }
      response.end();
    });
    const groups = await read(storage.url);
    expect(idsOf(groups)).toEqual(WHOLE);
    expect(groups[0]?.root.name).toBe('#1 with ümlaut and 🎁');
  });

  test.each([
    ['a storage that knows ranges', true],
    ['one that sends everything each time', false],
  ])('goes on after any group, from %s', async (_what, knowsRanges) => {
    const asked: (string | undefined)[] = [];
    await using storage = await serve((request, response) => {
      const { range } = request.headers;
      asked.push(range);
      const from = knowsRanges ? Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0) : 0;
      response.writeHead(knowsRanges && range ? 206 : 200).end(FILE.subarray(from));
    });
    const groups = await read(storage.url);
    for (const [index, { end }] of groups.entries())
      if (end < FILE.length) expect(idsOf(await read(storage.url, end))).toEqual(WHOLE.slice(index + 1));
    expect(asked[1]).toBe(`bytes=${groups[0]?.end}-`);
  });

  test('is read from where it is said to be, and nowhere that it leads on to', async () => {
    let asked = 0;
    await using elsewhere = await serve((_request, response) => {
      asked += 1;
      response.end(FILE);
    });
    await using storage = await serve((_request, response) => {
      response.writeHead(302, { location: elsewhere.url }).end();
    });
    await expect(read(storage.url)).rejects.toThrow('broke off');
    expect(asked).toBe(0);
  });

  test('that is packed, or goes on beyond its size, is not read on', async () => {
    await using packed = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(FILE));
    });
    await expect(read(packed.url)).rejects.toThrow('broke off');
    let sent = 0;
    await using endless = await serve((_request, response) => {
      const piece = Buffer.alloc(65_536, 'x');
      const more = () => {
        while (!response.destroyed && response.write(piece)) sent += piece.length;
      };
      response.on('drain', more);
      more();
    });
    await expect(read(endless.url)).rejects.toThrow('broke off');
    expect(sent).toBeLessThan(20_000_000);
  });

  test('of which nothing is left is at its end', async () => {
    await using storage = await serve((_request, response) => void response.writeHead(416).end());
    expect(await read(storage.url, FILE.length)).toEqual([]);
  });

  test.each(['is cut', 'ends too early'])(
    'that %s can be asked for again, and what was whole was given',
    async (how) => {
      await using storage = await serve((_request, response) => {
        const isCut = how === 'is cut';
        response.writeHead(200, isCut ? { 'content-length': FILE.length } : {});
        response.write(FILE.subarray(0, FILE.length - 20), () =>
          isCut ? response.destroy() : response.end(),
        );
      });
      const groups: BulkGroup[] = [];
      const failure = await (async () => {
        for await (const group of readBulkResult(storage.url, 0, FILE.length)) groups.push(group);
      })().catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'shopify-away', retry: true });
      expect(idsOf(groups)).toEqual(WHOLE.slice(0, 2));
    },
  );

  test.each([400, 403, 404])('whose address answers %i is lost, and says so', async (status) => {
    await using storage = await serve((_request, response) => void response.writeHead(status).end());
    const failure = await read(storage.url).catch((error: unknown) => error);
    expect(isLost(failure)).toBe(true);
  });

  test.each([429, 500, 503])('whose storage answers %i is tried again', async (status) => {
    await using storage = await serve((_request, response) => void response.writeHead(status).end());
    const failure = await read(storage.url).catch((error: unknown) => error);
    expect(failure).toMatchObject({ retry: true });
    expect(isLost(failure)).toBe(false);
  });

  test('with a child that is not below its parent is refused rather than torn apart', async () => {
    const torn = Buffer.from(
      [LINES[0], LINES[4], LINES[1]].map((each) => `${JSON.stringify(each)}\n`).join(''),
    );
    await using storage = await serve((_request, response) => void response.end(torn));
    await expect(read(storage.url, 0, torn.length)).rejects.toMatchObject({
      code: 'bulk-order',
      retry: false,
    });
  });
});
