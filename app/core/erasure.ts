import type { IdentifierKind } from './identifier.ts';
import { OPEN_STATES } from './request.ts';

/** What an erasure took away, for its outcome: counts and nothing else. */
export const ERASED = ['requests', 'chunks', 'records', 'redactions', 'releases', 'deliveries'] as const;
export type ErasureCounts = Record<(typeof ERASED)[number], number>;

/** The counts as a step keeps them between two commits. */
export function readCounts(json: unknown): ErasureCounts {
  const kept = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  return Object.fromEntries(ERASED.map((what) => [what, Number(kept[what] ?? 0)])) as ErasureCounts;
}

/** Identifiers that are one person's alone. A phone is a household's, an order a purchase's: they join only directly. */
export const OWN_KINDS: readonly IdentifierKind[] = ['customer', 'email'];

/** The identifier by which a person is recognised who comes back: the strongest that is known. */
const BY_STRENGTH: readonly string[] = ['customer', 'email', 'phone', 'order'];
export const strongest = <T extends { kind: string }>(identifiers: readonly T[]): T | null =>
  identifiers.toSorted((a, b) => BY_STRENGTH.indexOf(a.kind) - BY_STRENGTH.indexOf(b.kind))[0] ?? null;

/** Why an erasure waits: a code. */
export const ANSWER_FIRST = 'answer-first';

/** A request for a copy that is still unanswered: erasing would leave nothing to answer with. */
export const isUnanswered = ({ kind, state }: { kind: string; state: string }): boolean =>
  kind === 'access' && OPEN_STATES.includes(state);

const DAY_MS = 86_400_000;
/** Shopify gives 30 days; the last two are for the erasure itself, should something stand in its way. */
const BEFORE_THE_END_MS = 2 * DAY_MS;

/** When an erasure goes ahead though a request for a copy is unanswered. */
export const goesAheadAt = ({ platformDue, due }: { platformDue: Date | null; due: Date }): Date =>
  new Date((platformDue ?? due).getTime() - BEFORE_THE_END_MS);

/** Shopify asks to erase a shop so long after the app was uninstalled there. */
export const UNINSTALLED_BEFORE_MS = 2 * DAY_MS;

/** Clocks differ; what comes more than this too early did not come from Shopify just now. */
const TOO_EARLY_MS = 3_600_000;

/**
 * Until when the erasure of a shop waits though it is demanded: what Shopify signs bears no date, so that an old demand
 * and an old notice of the end can be sent again by whoever has caught them. A shop that is in use has these 48 hours,
 * and a mail, to find it out.
 * @returns null where nothing is to be waited for
 */
export function awaitedShopErasure(uninstalledAt: Date | null, now: Date): Date | null {
  if (uninstalledAt === null) return null;
  const at = new Date(uninstalledAt.getTime() + UNINSTALLED_BEFORE_MS);
  return now.getTime() < at.getTime() - TOO_EARLY_MS ? at : null;
}

/** What closes a request without an answer of ours; the key is what the log says. */
export const ERASURE_CLOSINGS = {
  'erasure-done': { label: 'Carried out' },
  'data-erased': { label: 'What it asked for was erased before it was answered' },
  'shop-kept': { label: 'Kept: the app is installed again' },
  'plan-done': { label: 'The approved plan was carried out' },
} as const satisfies Record<string, { label: string }>;

/** A completed erasure as the list outside the database has it. */
export interface ErasureEntry {
  at: string;
  shop: string;
  request: string;
  what: 'person' | 'shop';
  /** What the person was known by: kind and blind index, `email:<hexadecimal>`. */
  indexes: string[];
}

interface BlindIdentifier {
  kind: string;
  index: Uint8Array<ArrayBuffer>;
}
export const writeIndex = ({ kind, index }: BlindIdentifier): string =>
  `${kind}:${Buffer.from(index).toString('hex')}`;
export function readIndex(text: string): BlindIdentifier {
  const [kind = '', hex = ''] = text.split(':');
  return { kind, index: Uint8Array.from(Buffer.from(hex, 'hex')) };
}
