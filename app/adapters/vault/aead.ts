import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { Failure } from '../../core/failure.ts';
import { SEALED_CUT_SHORT, SEALED_ELSEWHERE } from '../../core/failure-text.ts';
import type { Random } from '../../core/id.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** For as long as the bytes themselves are held. */
const prepared = new WeakMap<Buffer, KeyObject>();

/** A key in OpenSSL's form. Making it from bytes takes longer than sealing a delivery, so each is made once. */
export function keyObject(key: Buffer): KeyObject {
  const known = prepared.get(key);
  if (known) return known;
  const made = createSecretKey(key);
  prepared.set(key, made);
  return made;
}

/**
 * AES-256-GCM with a fresh 96-bit random IV.
 * @returns IV, ciphertext and 128-bit tag, one after the other
 */
export function seal(key: Buffer, plaintext: Buffer, context: string, random: Random): Buffer {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyObject(key), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Undoes `seal`; `context` must be what was given then.
 * @throws Failure `unreadable` for a wrong key or context, and for changed or cut bytes
 */
export function open(key: Buffer, sealed: Uint8Array, context: string): Buffer {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new Failure('unreadable', SEALED_CUT_SHORT);
  const body = sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES);
  try {
    const decipher = createDecipheriv(ALGORITHM, keyObject(key), sealed.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(context, 'utf8'));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch (cause) {
    throw new Failure('unreadable', SEALED_ELSEWHERE, { cause });
  }
}
