import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { renderArchive } from '#app/adapters/archive/render.ts';
import type { Collection, Dossier } from '#app/core/dossier.ts';
import { Failure } from '#app/core/failure.ts';
import { collectionOf, dossierOf } from './sample.ts';

const RECORDS = 10_000;
/** Hexadecimal noise: deflate halves it and no more, so bytes out tell how much must have gone in. */
const NOISE = randomBytes(500 * RECORDS).toString('hex');
const NOISE_CHARACTERS = 1_000;
/** What may lie between the records and the reader: less than 1 MB in the ZIP writer's pipes, however long the dossier. */
const AHEAD_RECORDS = 1_000;

interface Watched {
  dossier: Dossier;
  /** Records pulled, over all passes. */
  pulled: number;
  /** Iterations begun and ended. */
  begun: number;
  ended: number;
}

/** A dossier that counts; at record `failAt` of pass `failPass` it fails. */
function watch(failAt = Number.POSITIVE_INFINITY, failPass = 1): Watched {
  const watched: Watched = { dossier: dossierOf([]), pulled: 0, begun: 0, ended: 0 };
  const records: Collection['records'] = async function* () {
    watched.begun += 1;
    const pass = watched.begun;
    try {
      for (let id = 0; id < RECORDS; id++) {
        if (id === failAt && pass === failPass)
          throw new Failure('chunk.unreadable', 'A chunk cannot be read.');
        watched.pulled += 1;
        yield { id, noise: NOISE.slice(id * NOISE_CHARACTERS, (id + 1) * NOISE_CHARACTERS) };
      }
    } finally {
      watched.ended += 1;
    }
  };
  watched.dossier = dossierOf([collectionOf('noise', [], { count: RECORDS, records })]);
  return watched;
}

/** Lets everything that can go on go on: many turns of the event loop without a further record. */
async function settle(watched: Watched): Promise<void> {
  for (let quiet = 0, last = -1; quiet < 50; quiet += 1) {
    if (watched.pulled !== last) quiet = 0;
    last = watched.pulled;
    await turn();
  }
}

describe('A renderer of 10,000 records', () => {
  test('is never more than 1 MB ahead of its reader', async () => {
    const watched = watch();
    let received = 0;
    let ahead = 0;
    for await (const chunk of renderArchive(watched.dossier)) {
      received += chunk.byteLength;
      // Deflate needs at least 4 bits a hexadecimal digit, so these records have certainly arrived.
      const arrived = received / (NOISE_CHARACTERS / 2 + 100);
      ahead = Math.max(ahead, watched.pulled - arrived);
    }
    expect(watched.pulled).toBe(2 * RECORDS + 500);
    expect(ahead).toBeLessThan(AHEAD_RECORDS);
  });

  test('waits for a reader who waits', async () => {
    const watched = watch();
    const reader = renderArchive(watched.dossier).getReader();
    await settle(watched);
    expect(watched.pulled).toBeLessThan(AHEAD_RECORDS);
    for (let chunks = 0; chunks < 8; chunks++) {
      const before = watched.pulled;
      await reader.read();
      await settle(watched);
      expect(watched.pulled - before).toBeLessThan(AHEAD_RECORDS);
    }
    expect(watched.pulled).toBeLessThan(RECORDS);
    await reader.cancel();
  });

  test('reads two full passes and the 500 records that the page shows', async () => {
    const watched = watch();
    await new Response(renderArchive(watched.dossier)).arrayBuffer();
    expect(watched).toMatchObject({ begun: 3, ended: 3, pulled: 2 * RECORDS + 500 });
  });

  test('ends its reading when the person breaks off the download', async () => {
    const watched = watch();
    const reader = renderArchive(watched.dossier).getReader();
    while (watched.pulled === 0) await reader.read();
    await reader.cancel();
    await settle(watched);
    expect(watched).toMatchObject({ begun: 1, ended: 1 });
  });

  test.each([
    ['in the first pass', 5_000, 1],
    ['in the tables', 5_000, 2],
    ['in the page', 100, 3],
    ['at the very first record', 0, 1],
  ])('breaks the stream when a record cannot be read %s', async (_, failAt, pass) => {
    const watched = watch(failAt, pass);
    const chunks: Uint8Array[] = [];
    const reading = (async () => {
      for await (const chunk of renderArchive(watched.dossier)) chunks.push(chunk);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'chunk.unreadable' });
    expect(watched.ended).toBe(watched.begun);
    // Without its end of central directory what has gone out is no ZIP.
    expect(Buffer.concat(chunks).includes(Buffer.from('PK\u0005\u0006', 'latin1'))).toBe(false);
  });

  test('breaks the stream when fewer records come than were announced', async () => {
    const short = dossierOf([collectionOf('orders', [{ id: 1 }], { count: 2 })]);
    await expect(new Response(renderArchive(short)).arrayBuffer()).rejects.toMatchObject({
      code: 'dossier.incomplete',
    });
  });
});

test('A dossier that cannot be rendered is refused before there is a stream', () => {
  expect(() => renderArchive(dossierOf([collectionOf('../up', [])]))).toThrow('cannot be a file name');
});
