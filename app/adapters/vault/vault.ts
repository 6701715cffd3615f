import { createHmac } from 'node:crypto';
import type { Random } from '../../core/id.ts';
import { newId } from '../../core/id.ts';
import { normaliseIdentifier, type PersonIdentifier } from '../../core/identifier.ts';
import type { DataKey, KeyPurpose, KeyService } from '../../core/keys.ts';
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
}

const KEY_BYTES = 32;
const placeOf = (place: Place, key: DataKey) => `${place.table}|${place.column}|${place.row}|${key.id}`;
const wrapContext = (shopId: string, id: string, purpose: string) => `data-key|${shopId}|${id}|${purpose}`;

export type Vault = ReturnType<typeof createVault>;

/** Seals and opens personal data. Keys come from `newKey` and `unwrap`; rows of keys are the caller's to store. */
export function createVault({ keys, random, now }: { keys: KeyService; random: Random; now: () => Date }) {
  return {
    keys,

    async newKey(
      shopId: string,
      purpose: KeyPurpose,
      requestId: string | null,
    ): Promise<{ key: DataKey; row: KeyRow }> {
      const id = newId(now().getTime(), random);
      const bytes = random(KEY_BYTES);
      const { epoch, wrapped } = await keys.wrap(shopId, bytes, wrapContext(shopId, id, purpose));
      const row = {
        shopId,
        id,
        purpose,
        requestId,
        epoch,
        wrapped: Uint8Array.from(wrapped),
        createdAt: now(),
      };
      return { key: { id, bytes }, row };
    },

    /** @throws Failure `key-gone` once its epoch was destroyed */
    async unwrap(row: Pick<KeyRow, 'shopId' | 'id' | 'purpose' | 'epoch' | 'wrapped'>): Promise<DataKey> {
      const wrapped = { epoch: row.epoch, wrapped: Buffer.from(row.wrapped) };
      return {
        id: row.id,
        bytes: await keys.unwrap(row.shopId, wrapped, wrapContext(row.shopId, row.id, row.purpose)),
      };
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
