import type { DataKey } from '../../core/keys.ts';

export interface IntakeKeys {
  /** The shop's intake key; a shop never seen before becomes known by this. */
  of(shopDomain: string): Promise<DataKey>;
}

/** Short, so that a key destroyed by another process is soon out of this one's memory too. */
const KEPT_MS = 60_000;
const MOST_SHOPS = 10_000;

/** Remembers each shop's intake key for a minute: the door must not ask the database for every delivery. */
export function createIntakeKeys(options: {
  load: (shopDomain: string) => Promise<DataKey>;
  now: () => Date;
}): IntakeKeys {
  const kept = new Map<string, { key: Promise<DataKey>; until: number }>();
  return {
    of(shopDomain) {
      const at = options.now().getTime();
      const known = kept.get(shopDomain);
      if (known && known.until > at) return known.key;
      if (kept.size >= MOST_SHOPS) kept.clear();
      const key = options.load(shopDomain);
      kept.set(shopDomain, { key, until: at + KEPT_MS });
      key.catch(() => kept.delete(shopDomain));
      return key;
    },
  };
}
