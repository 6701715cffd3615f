import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RENDERER_VERSION } from '#app/core/dossier.ts';
import { Failure } from '#app/core/failure.ts';
import { closeRequest, reopenRequest } from '#app/services/close-request.ts';
import { DOWNLOAD_LINK_MS, DOWNLOAD_REPEAT_MS, findDownload, issueDownload } from '#app/services/download.ts';
import { gatherAgain } from '#app/services/gather-again.ts';
import { giveUpRelease, renderRelease } from '#app/services/render-release.ts';
import { requestRelease } from '#app/services/request-release.ts';
import { streamRelease } from '#app/services/stream-release.ts';
import { withdrawRelease } from '#app/services/withdraw-release.ts';
import { gatheredRequest, release, releasedRequest, SHOP_ID, STAFF } from '../support/answer.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';

let app: TestApp;
const shopId = SHOP_ID;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

type Request = Awaited<ReturnType<typeof gatheredRequest>>;
const at = ({ requestId }: Request) => ({ shopId, requestId, actor: STAFF });
const lastEvents = async (request: Request, count: number) => (await request.events()).slice(-count);
const bytesOf = async (stream: ReadableStream<Uint8Array>) => Buffer.concat(await Array.fromAsync(stream));

async function linkTo(request: Request): Promise<string> {
  const issued = await issueDownload(request.deps, at(request));
  if (issued.outcome !== 'issued') throw new Error(issued.outcome);
  return issued.token;
}
const inMs = (request: Request, ms: number) => ({ ...request.deps, now: () => new Date(Date.now() + ms) });

describe('a release', () => {
  test('pins the size and the hash of the very bytes that are downloaded afterwards', async () => {
    const request = await releasedRequest(app);
    const row = await request.find();
    const [pinned] = row.releases;
    expect(row.state).toBe('released');
    expect(pinned).toMatchObject({ state: 'released', records: 1, redactions: 0, requestedBy: STAFF.id });
    const stream = await streamRelease(request.deps, await linkTo(request));
    if (stream.outcome !== 'open') throw new Error(stream.outcome);
    const bytes = await bytesOf(stream.stream);
    expect(BigInt(bytes.length)).toBe(pinned?.bytes);
    expect(stream.bytes).toBe(bytes.length);
    expect(
      createHash('sha256')
        .update(bytes)
        .digest()
        .equals(Buffer.from(pinned?.sha256 ?? [])),
    ).toBe(true);
  });

  test('is on record: who asked for it, what it holds, and its hash', async () => {
    const request = await releasedRequest(app);
    const [pinned] = (await request.find()).releases;
    expect(await lastEvents(request, 2)).toMatchObject([
      {
        type: 'release.requested',
        actor: STAFF,
        data: { release: pinned?.id, content: 'access', disclosure: 'full', identityChecked: true },
      },
      {
        type: 'release.made',
        actor: { kind: 'system' },
        data: { records: 1, sha256: Buffer.from(pinned?.sha256 ?? []).toString('hex') },
      },
    ]);
  });

  test('needs the word of a member of staff that they have checked who asks', async () => {
    const request = await gatheredRequest(app);
    const input = { ...at(request), content: 'access', identityChecked: false } as const;
    expect(await requestRelease(request.deps, input)).toEqual({ outcome: 'identity-unchecked' });
    expect((await request.find()).releases).toEqual([]);
  });

  test('is asked for once, however often the button is pressed', async () => {
    const request = await gatheredRequest(app);
    const input = { ...at(request), content: 'access', identityChecked: true } as const;
    const both = await Promise.all([
      requestRelease(request.deps, input),
      requestRelease(request.deps, input),
    ]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['not-ready', 'requested']);
  });

  test('that is being made lets nothing in it change', async () => {
    const request = await gatheredRequest(app);
    await release(request);
    expect((await request.find()).state).toBe('releasing');
    expect(await gatherAgain(request.deps, at(request))).toEqual({ outcome: 'not-ready' });
    expect(await closeRequest(request.deps, { ...at(request), reason: 'mistake' })).toEqual({
      outcome: 'not-there',
    });
    expect(await issueDownload(request.deps, at(request))).toEqual({ outcome: 'not-released' });
  });

  test('is made once, by however many workers and however often', async () => {
    const request = await gatheredRequest(app);
    const id = await release(request);
    const render = () => renderRelease(request.deps, { shopId, id });
    await Promise.all([render(), render()]);
    await render();
    const events = await request.events();
    expect(events.filter(({ type }) => type === 'release.made')).toHaveLength(1);
  });

  test('of nothing held is an archive that says so', async () => {
    const request = await releasedRequest(app, []);
    expect((await request.find()).releases).toMatchObject([{ state: 'released', records: 0 }]);
  });

  test('shows while it is made how much there is of it', async () => {
    const request = await gatheredRequest(app);
    const id = await release(request);
    const seen: (bigint | null | undefined)[] = [];
    let clock = 0;
    const deps = {
      ...request.deps,
      now: () => {
        clock += 2_000;
        return new Date(Date.now() + clock);
      },
      renderArchive: () =>
        new ReadableStream<Uint8Array>({
          async pull(controller) {
            seen.push((await request.find()).releases[0]?.bytes);
            if (seen.length < 4) controller.enqueue(new Uint8Array(10));
            else controller.close();
          },
        }),
    };
    await renderRelease(deps, { shopId, id });
    const told = seen.filter((bytes) => bytes != null);
    expect(told.length).toBeGreaterThan(0);
    expect(told).toEqual(told.toSorted());
  });
});

describe('a release that goes wrong', () => {
  test('for a reason that passes is tried again, and stands as it stood', async () => {
    const request = await gatheredRequest(app);
    const id = await release(request);
    const away = {
      ...request.deps,
      renderArchive: () => failing(new Failure('away', 'not now', { retry: true })),
    };
    await expect(renderRelease(away, { shopId, id })).rejects.toThrow('not now');
    expect((await request.find()).releases).toMatchObject([{ state: 'rendering' }]);
    await renderRelease(request.deps, { shopId, id });
    expect((await request.find()).releases).toMatchObject([{ state: 'released' }]);
  });

  test('for good goes back to review with the reason, and can be released again', async () => {
    const request = await gatheredRequest(app);
    const id = await release(request);
    const broken = {
      ...request.deps,
      renderArchive: () => failing(new Failure('torn', 'A piece is missing.')),
    };
    await renderRelease(broken, { shopId, id });
    const failed = await request.find();
    expect(failed.state).toBe('ready');
    expect(failed.releases).toMatchObject([{ state: 'failed', problem: 'A piece is missing.' }]);
    const again = await release(request);
    await renderRelease(request.deps, { shopId, id: again });
    expect((await request.find()).state).toBe('released');
  });

  test('that all tries did not help says so instead of being made for ever', async () => {
    const request = await gatheredRequest(app);
    const id = await release(request);
    await giveUpRelease(request.deps, { shopId, id });
    const [failed] = (await request.find()).releases;
    expect(failed).toMatchObject({ state: 'failed' });
    expect(failed?.problem).toMatch(/What was gathered is safe/);
    expect(await lastEvents(request, 1)).toMatchObject([
      { type: 'release.failed', data: { reason: 'given-up' } },
    ]);
  });
});

const failing = (error: Error) =>
  new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(error),
  });

describe('a withdrawn release', () => {
  test('opens nothing any more, and the request is back in review', async () => {
    const request = await releasedRequest(app);
    const token = await linkTo(request);
    expect(await withdrawRelease(request.deps, at(request))).toEqual({ outcome: 'withdrawn' });
    expect((await request.find()).state).toBe('ready');
    expect(await findDownload(request.deps, token)).toBeNull();
    expect(await streamRelease(request.deps, token)).toEqual({ outcome: 'gone' });
    expect(await withdrawRelease(request.deps, at(request))).toEqual({ outcome: 'not-there' });
    expect(await lastEvents(request, 1)).toMatchObject([
      { type: 'release.withdrawn', actor: STAFF, data: { timesDownloaded: 0 } },
    ]);
  });

  test('is not brought back by a worker that was still making it', async () => {
    const request = await gatheredRequest(app);
    const id = await release(request);
    const deps = {
      ...request.deps,
      renderArchive: (...input: Parameters<typeof request.deps.renderArchive>) => {
        const archive = request.deps.renderArchive(...input);
        return archive.pipeThrough(
          new TransformStream({
            flush: () => withdrawRelease(request.deps, at(request)).then(() => undefined),
          }),
        );
      },
    };
    await renderRelease(deps, { shopId, id });
    const row = await request.find();
    expect(row.state).toBe('ready');
    expect(row.releases).toMatchObject([{ state: 'withdrawn', sha256: null }]);
  });
});

describe('a request', () => {
  test('is closed after its release, stays downloadable, and is opened again where it was', async () => {
    const request = await releasedRequest(app);
    expect(await closeRequest(request.deps, { ...at(request), reason: 'mistake' })).toEqual({
      outcome: 'not-there',
    });
    expect(await closeRequest(request.deps, { ...at(request), reason: null })).toEqual({ outcome: 'moved' });
    expect(await request.find()).toMatchObject({ state: 'closed', closedAt: expect.any(Date) });
    expect(await findDownload(request.deps, await linkTo(request))).not.toBeNull();
    expect(await reopenRequest(request.deps, at(request))).toEqual({ outcome: 'moved' });
    expect(await request.find()).toMatchObject({ state: 'released', closedAt: null });
  });

  test('is closed without release only with the reason on record, and opened again for review', async () => {
    const request = await gatheredRequest(app);
    expect(await closeRequest(request.deps, { ...at(request), reason: null })).toEqual({
      outcome: 'not-there',
    });
    const closing = { ...at(request), reason: 'answered-otherwise' } as const;
    expect(await closeRequest(request.deps, closing)).toEqual({ outcome: 'moved' });
    expect(await reopenRequest(request.deps, at(request))).toEqual({ outcome: 'moved' });
    expect(await reopenRequest(request.deps, at(request))).toEqual({ outcome: 'not-there' });
    expect(await lastEvents(request, 2)).toMatchObject([
      { type: 'request.closed', actor: STAFF, data: { from: 'ready', reason: 'answered-otherwise' } },
      { type: 'request.reopened', data: { to: 'ready' } },
    ]);
  });
});

describe('a download link', () => {
  test('is used up by no look at it, and by its button only after a while', async () => {
    const request = await releasedRequest(app);
    const token = await linkTo(request);
    for (let looks = 0; looks < 3; looks += 1)
      expect(await findDownload(request.deps, token)).toMatchObject({ pressed: false, outdated: false });
    expect((await request.events()).filter(({ type }) => type === 'archive.downloaded')).toEqual([]);
    const press = async (ms: number) => {
      const stream = await streamRelease(inMs(request, ms), token);
      if (stream.outcome === 'open') await bytesOf(stream.stream);
      return stream.outcome;
    };
    const late = DOWNLOAD_LINK_MS - 10_000;
    expect(await press(late)).toBe('open');
    expect(await press(late + DOWNLOAD_REPEAT_MS - 10_000)).toBe('open');
    expect(await press(late + DOWNLOAD_REPEAT_MS + 10_000)).toBe('gone');
    const downloads = (await request.events()).filter(({ type }) => type === 'archive.downloaded');
    expect(downloads).toMatchObject([
      { actor: STAFF, data: { repeated: false } },
      { actor: STAFF, data: { repeated: true } },
    ]);
    expect((await request.find()).releases[0]?.timesDownloaded).toBe(2);
  });

  test('ends after five minutes if nobody presses its button', async () => {
    const request = await releasedRequest(app);
    const token = await linkTo(request);
    const later = inMs(request, DOWNLOAD_LINK_MS + 1_000);
    expect(await findDownload(later, token)).toBeNull();
    expect(await streamRelease(later, token)).toEqual({ outcome: 'gone' });
  });

  test('opens its own archive; nothing like it opens anything', async () => {
    const request = await releasedRequest(app);
    const token = await linkTo(request);
    const [shop, download, secret] = token.split('.');
    const flipped = secret?.startsWith('A') ? `B${secret.slice(1)}` : `A${secret?.slice(1)}`;
    for (const bent of [
      '',
      'x',
      `${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}.${download}.${secret}`,
      `${shop}.${download}.${flipped}`,
      `${token}x`,
      `${'-'.repeat(36)}.${'-'.repeat(36)}.${secret}`,
    ])
      expect(await findDownload(request.deps, bent)).toBeNull();
  });
});

describe('an archive that would not be the released one', () => {
  test('breaks off before its end: no program takes it for whole, and it is an alarm on record', async () => {
    const request = await releasedRequest(app);
    const token = await linkTo(request);
    const [row] = (await request.find()).releases;
    await app.deps.unit(shopId, ({ progress }) =>
      progress.release.update({
        where: { shopId_id: { shopId, id: row?.id ?? '' } },
        data: { sha256: new Uint8Array(32) },
      }),
    );
    const stream = await streamRelease(request.deps, token);
    if (stream.outcome !== 'open') throw new Error(stream.outcome);
    const got: Uint8Array[] = [];
    const reading = (async () => {
      for await (const chunk of stream.stream) got.push(chunk);
    })();
    await expect(reading).rejects.toThrow('not the one that was released');
    const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');
    expect(Buffer.concat(got).includes(END_OF_DIRECTORY)).toBe(false);
    expect(await lastEvents(request, 1)).toMatchObject([{ type: 'archive.broken-off' }]);
    expect((await request.find()).releases[0]?.problem).toMatch(/Withdraw the release/);
  });

  test.each([
    ['another version of the renderer made it', { rendererVersion: RENDERER_VERSION - 1 }],
    ['what surrounds its records has changed', { layout: new Uint8Array(32) }],
  ])('is refused before its first byte when %s', async (_why, change) => {
    const request = await releasedRequest(app);
    const token = await linkTo(request);
    const [row] = (await request.find()).releases;
    await app.deps.unit(shopId, ({ progress }) =>
      progress.release.update({ where: { shopId_id: { shopId, id: row?.id ?? '' } }, data: change }),
    );
    expect(await streamRelease(request.deps, token)).toEqual({ outcome: 'outdated' });
    expect((await request.events()).filter(({ type }) => type === 'archive.downloaded')).toEqual([]);
  });

  test('does not come of a shop that changed its name since', async () => {
    const request = await releasedRequest(app);
    await app.deps.unit(shopId, ({ write }) =>
      write([], (rows) => rows.shop.update({ where: { shopId }, data: { name: 'Another name' } })),
    );
    const stream = await streamRelease(request.deps, await linkTo(request));
    if (stream.outcome !== 'open') throw new Error(stream.outcome);
    expect((await bytesOf(stream.stream)).length).toBe(stream.bytes);
  });
});
