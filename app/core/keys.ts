/**
 * Keys follow purpose and lifetime, not the person. `intake`, `index` and `credential`: one of each per shop.
 * `dossier` (what was gathered, who asked) and `case` (letters, declarations, before and after): one of each
 * per request; the first dies at expiry or erasure, the second when the evidence period ends. `retained` (invoice
 * data that the law orders to keep): made only where a plan says so, dies on the day on which the retention ends.
 */
export const SHOP_KEYS = ['intake', 'index', 'credential'] as const;
export const REQUEST_KEYS = ['dossier', 'case'] as const;
export const LATER_KEYS = ['retained'] as const;
/** What a key is opened for. A locked one, evidence of a case whose person was erased, opens for a proof alone. */
export type KeyUse = 'work' | 'proof';
export type KeyPurpose =
  | (typeof SHOP_KEYS)[number]
  | (typeof REQUEST_KEYS)[number]
  | (typeof LATER_KEYS)[number];

/** A data key in use: 32 bytes, and the id that every ciphertext under it is bound to. */
export interface DataKey {
  id: string;
  bytes: Buffer;
}

/** A data key at rest. */
export interface WrappedKey {
  epoch: number;
  wrapped: Buffer;
}

/**
 * Port: holds the epoch keys of each shop outside PostgreSQL, and wraps data keys under them. Destroying an
 * epoch makes everything wrapped only under it unreadable for ever, in every copy of the database.
 */
export interface KeyService {
  /** Wraps under the shop's current epoch, opening epoch 1 for a new shop. `context` must be given again to unwrap. */
  wrap(shopId: string, key: Buffer, context: string): Promise<WrappedKey>;
  /** @throws Failure `key-gone` when the epoch was destroyed, `key-unreadable` when the bytes do not fit it. */
  unwrap(shopId: string, key: WrappedKey, context: string): Promise<Buffer>;
  /** Opens the next epoch and returns its number; the older ones stay readable until destroyed. */
  rotate(shopId: string): Promise<number>;
  /** Those that are not destroyed, ascending; the last is the current one. */
  epochs(shopId: string): Promise<number[]>;
  /** Destroys an epoch's key, and what is kept beside it. */
  destroy(shopId: string, epoch: number): Promise<void>;
  /**
   * Keeps the wrapped keys that outlived the former epochs beside the epoch that they are wrapped under: a restored
   * backup has them only as they were wrapped before. Replaces what was kept beside it.
   */
  keepSurvivors(shopId: string, epoch: number, survivors: Buffer): Promise<void>;
  /** What is kept beside the newest epoch that has such; null if none has. */
  survivors(shopId: string): Promise<Buffer | null>;
  /** Destroys every epoch of the shop. */
  destroyAll(shopId: string): Promise<void>;
}
