import { createCipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { open, seal } from '#app/adapters/vault/aead.ts';

const key = Buffer.alloc(32, 7);

describe('sealed data', () => {
  test('opens with its key and context, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, context) => {
        const plaintext = Buffer.from(bytes);
        expect(open(key, seal(key, plaintext, context, randomBytes), context).equals(plaintext)).toBe(true);
      }),
    );
  });

  test('opens with nothing else: not with one bit changed, cut, in another place or under another key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), (bytes, at) => {
        const sealed = seal(key, Buffer.from(bytes), 'chunk|body|1|k', randomBytes);
        const flipped = Buffer.from(sealed);
        const place = at % flipped.length;
        flipped[place] = (flipped[place] ?? 0) ^ (1 << (at % 8));
        expect(() => open(key, flipped, 'chunk|body|1|k')).toThrow('does not fit');
        expect(() => open(key, sealed.subarray(0, sealed.length - 1), 'chunk|body|1|k')).toThrow();
        expect(() => open(key, sealed, 'chunk|body|2|k')).toThrow('does not fit');
        expect(() => open(Buffer.alloc(32, 8), sealed, 'chunk|body|1|k')).toThrow('does not fit');
      }),
    );
  });

  test('is different every time, though the data is the same', () => {
    const twice = [1, 2].map(() => seal(key, Buffer.from('same'), 'c', randomBytes).toString('hex'));
    expect(twice[0]).not.toBe(twice[1]);
  });
});

interface WycheproofCase {
  tcId: number;
  key: string;
  iv: string;
  aad: string;
  msg: string;
  ct: string;
  tag: string;
  result: 'valid' | 'invalid' | 'acceptable';
}
interface WycheproofGroup {
  ivSize: number;
  keySize: number;
  tagSize: number;
  tests: WycheproofCase[];
}

const vectors = join(process.env.VECTORS_DIR ?? '', 'wycheproof-aes-gcm.json');
const present = process.env.VECTORS_DIR !== undefined && existsSync(vectors);
if (!present)
  console.log('skipped: Wycheproof AES-GCM (C2SP/wycheproof aes_gcm_test.json), VECTORS_DIR is not set');

/** Our context is text, so the cases whose additional data is not are sealed by hand. */
test.skipIf(!present)(
  'every Wycheproof case of 256-bit keys and 96-bit nonces is judged as its authors do',
  () => {
    const { testGroups } = JSON.parse(readFileSync(vectors, 'utf8')) as { testGroups: WycheproofGroup[] };
    const groups = testGroups.filter(
      ({ keySize, ivSize, tagSize }) => keySize === 256 && ivSize === 96 && tagSize === 128,
    );
    const hex = (value: string) => Buffer.from(value, 'hex');
    let judged = 0;
    for (const { tests } of groups)
      for (const each of tests) {
        const context = hex(each.aad).toString('utf8');
        if (!Buffer.from(context, 'utf8').equals(hex(each.aad))) continue;
        const sealed = Buffer.concat([hex(each.iv), hex(each.ct), hex(each.tag)]);
        const judge = () => open(hex(each.key), sealed, context).toString('hex');
        if (each.result === 'valid') expect(judge(), `case ${each.tcId}`).toBe(each.msg);
        else expect(judge, `case ${each.tcId}`).toThrow();
        judged += 1;
      }
    expect(judged).toBeGreaterThan(40);
  },
);

test('the format is plain AES-256-GCM: nonce, ciphertext, tag', () => {
  const iv = Buffer.alloc(12, 1);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from('place'));
  const byHand = Buffer.concat([iv, cipher.update('text'), cipher.final(), cipher.getAuthTag()]);
  expect(seal(key, Buffer.from('text'), 'place', () => iv).equals(byHand)).toBe(true);
});
