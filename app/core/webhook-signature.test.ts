import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSignedBody } from './webhook-signature.ts';

const sign = (secret: string, body: Uint8Array) => createHmac('sha256', secret).update(body).digest('base64');

test('what was signed with either secret in force is accepted', () => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.string({ minLength: 1 }),
      fc.string({ minLength: 1 }),
      (bytes, secret, former) => {
        const body = Buffer.from(bytes);
        expect(isSignedBody(body, sign(secret, body), [secret, former])).toBe(true);
        expect(isSignedBody(body, sign(former, body), [secret, former])).toBe(true);
      },
    ),
  );
});

test('no other signature, and no other body, is accepted', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.string(), (bytes, at, junk) => {
      const body = Buffer.from(bytes);
      const changed = Buffer.from(body);
      const place = at % changed.length;
      changed[place] = (changed[place] ?? 0) ^ 1;
      const signature = sign('secret', body);
      expect(isSignedBody(changed, signature, ['secret'])).toBe(false);
      expect(isSignedBody(body, sign('other', body), ['secret'])).toBe(false);
      expect(isSignedBody(body, junk, ['secret'])).toBe(false);
      expect(isSignedBody(body, `${signature} `, ['secret'])).toBe(false);
      expect(isSignedBody(body, undefined, ['secret'])).toBe(false);
    }),
  );
});
