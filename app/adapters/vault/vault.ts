import { createHmac } from 'node:crypto';
import { Failure } from '../../core/failure.ts';
import { EVIDENCE_LOCKED } from '../../core/failure-text.ts';
import type { Random } from '../../core/id.ts';
import { newId } from '../../core/id.ts';
import { normaliseIdentifier, type PersonIdentifier } from '../../core/identifier.ts';
import type { DataKey, KeyPurpose, KeyService, KeyUse } from '../../core/keys.ts';
import { keyObject, open, seal } from './aead.ts';

/** The place of a ciphertext: it opens nowhere else (table, column and row are bound to it). */
export interface Place {
  table: string;
  column: string;
  row: string;
}

/** A data key as its row in the database has it. */
export interface KeyRow {
  shopId: string;
  id: string;
  purpose: string;
  requestId: string | null;
  epoch: number;
  wrapped: Uint8Array<ArrayBuffer>;
  createdAt: Date;
  lockedAt: Date | null;
  retiredAt: Date | null;
}
/** What it takes to open a key. */
export type WrappedRow = Pick<KeyRow, 'shopId' | 'id' | 'purpose' | 'requestId' | 'epoch' | 'wrapped'>;

const KEY_BYTES = 32;
const placeOf = (place: Place, key: DataKey) => `${place.table}|${place.column}|${place.row}|${key.id}`;
type Bound = Pick<KeyRow, 'shopId' | 'id' | 'purpose' | 'requestId'>;
/** Bound to its request, a key opens nothing that somebody lays under another one in the database. */
const wrapContext = ({ shopId, id, purpose, requestId }: Bound) =>
  `data-key|${shopId}|${id}|${purpose}${requestId === null ? '' : `|${requestId}`}`;
/** How keys of requests were wrapped before; the next rotation wraps them anew. */
const formerContext = (row: Bound) => wrapContext({ ...row, requestId: null });

export type Vault = ReturnType<typeof createVault>;

/** Seals and opens personal data. Keys come from `newKey` and `unwrap`; rows of keys are the caller's to store. */
export function createVault({ keys, random, now }: { keys: KeyService; random: Random; now: () => Date }) {
  async function unwrapped(row: WrappedRow): Promise<Buffer> {
    const wrapped = { epoch: row.epoch, wrapped: Buffer.from(row.wrapped) };
    return keys.unwrap(row.shopId, wrapped, wrapContext(row)).catch((error) => {
      if (row.requestId === null || !(error instanceof Failure) || error.code !== 'unreadable') throw error;
      return keys.unwrap(row.shopId, wrapped, formerContext(row));
    });
  }

  return {
    keys,

    async newKey(
      shopId: string,
      purpose: KeyPurpose,
      requestId: string | null,
    ): Promise<{ key: DataKey; row: KeyRow }> {
      const id = newId(now().getTime(), random);
      const bytes = random(KEY_BYTES);
      const { epoch, wrapped } = await keys.wrap(
        shopId,
        bytes,
        wrapContext({ shopId, id, purpose, requestId }),
      );
      const row = {
        shopId,
        id,
        purpose,
        requestId,
        epoch,
        wrapped: Uint8Array.from(wrapped),
        createdAt: now(),
        lockedAt: null,
        retiredAt: null,
      };
      return { key: { id, bytes }, row };
    },

    /** @throws Failure `key-gone` once its epoch was destroyed, `key-locked` for evidence that no proof calls for */
    async unwrap(row: WrappedRow & Pick<KeyRow, 'lockedAt'>, use: KeyUse = 'work'): Promise<DataKey> {
      if (row.lockedAt !== null && use !== 'proof') throw new Failure('key-locked', EVIDENCE_LOCKED);
      return { id: row.id, bytes: await unwrapped(row) };
    },

    /** The same key under the shop's current epoch; a locked key stays locked. */
    async rewrap(row: WrappedRow): Promise<Pick<KeyRow, 'epoch' | 'wrapped'>> {
      const bytes = await unwrapped(row);
      const { epoch, wrapped } = await keys.wrap(row.shopId, bytes, wrapContext(row));
      return { epoch, wrapped: Uint8Array.from(wrapped) };
    },

    seal(key: DataKey, place: Place, plaintext: Buffer): Uint8Array<ArrayBuffer> {
      return Uint8Array.from(seal(key.bytes, plaintext, placeOf(place, key), random));
    },

    /** @throws Failure `unreadable` */
    open(key: DataKey, place: Place, sealed: Uint8Array): Buffer {
      return open(key.bytes, sealed, placeOf(place, key));
    },

    /** Keyed commitment to bytes: proves later what they were, tells nothing without the key. */
    commit(key: DataKey, bytes: Buffer): Uint8Array<ArrayBuffer> {
      return Uint8Array.from(
        createHmac('sha256', keyObject(key.bytes)).update('commitment|').update(bytes).digest(),
      );
    },

    /**
     * Blind index of an identifier: equal for equal people, meaningless without the shop's index key.
     * Null when the identifier says nothing.
     */
    blindIndex(
      key: DataKey,
      identifier: PersonIdentifier,
      country: string | null,
    ): Uint8Array<ArrayBuffer> | null {
      const normalised = normaliseIdentifier(identifier, country);
      if (normalised === null) return null;
      return Uint8Array.from(
        createHmac('sha256', keyObject(key.bytes)).update(`index|${identifier.kind}|${normalised}`).digest(),
      );
    },
  };
}
