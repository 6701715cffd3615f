import { isOptionalScope, OPTIONAL_SCOPES, type OptionalScope, scopeWithNext } from './access-scope.ts';
import type { Saying } from './saying.ts';
import type { Gap } from './store.ts';

/**
 * A gap as it is shown: `title` is that of its collection; `granted`: the access that was missing has been given since;
 * `scopes`: what to ask for to close it, and what would be missed next.
 */
export type GapLine = Gap & { title: Saying; granted?: boolean; scopes?: OptionalScope[] };

/**
 * What closes a gap. `granted`: nothing but to gather again; `access`: accesses that the merchant can give at once;
 * `approval`: accesses for which Shopify must have approved the app before; `remedy`: what the gap itself says.
 */
export type Closing =
  | { kind: 'granted' }
  | { kind: 'access' }
  | { kind: 'approval' }
  | { kind: 'remedy'; remedy: Saying };

export interface GapGroup {
  closing: Closing;
  gaps: GapLine[];
  /** Those that may be asked for, each once; of `access` and `approval`. */
  scopes: OptionalScope[];
}

function closingOf({ scope, granted, remedy }: GapLine): Closing {
  if (granted) return { kind: 'granted' };
  if (scope === undefined || !isOptionalScope(scope)) return { kind: 'remedy', remedy };
  return { kind: 'needsApproval' in OPTIONAL_SCOPES[scope] ? 'approval' : 'access' };
}

const scopesOf = ({ scope, scopes }: GapLine): OptionalScope[] =>
  scopes ?? (scope !== undefined && isOptionalScope(scope) ? [scope] : []);

/** @param granted scopes that the shop has granted by now */
export const gapLine = (gap: Gap, title: Saying, granted: readonly string[]): GapLine => ({
  ...{ ...gap, title },
  granted: gap.scope !== undefined && granted.includes(gap.scope),
  ...(gap.scope !== undefined && isOptionalScope(gap.scope) && { scopes: scopeWithNext(gap.scope, granted) }),
});

const ORDER: readonly Closing['kind'][] = ['granted', 'access', 'approval', 'remedy'];

/** Gaps by what closes them: what takes the least comes first. */
export function groupGaps(gaps: readonly GapLine[]): GapGroup[] {
  const groups = Map.groupBy(gaps, (gap) => JSON.stringify(closingOf(gap)));
  return [...groups]
    .map(([closing, those]) => ({
      closing: JSON.parse(closing) as Closing,
      gaps: those,
      scopes: [...new Set(those.flatMap(scopesOf))],
    }))
    .sort((a, b) => ORDER.indexOf(a.closing.kind) - ORDER.indexOf(b.closing.kind));
}

/** How many parts are missing, how many of them for want of an access, and how many accesses are to be asked for. */
export function countGaps(gaps: readonly GapLine[]): { parts: number; unread: number; accesses: number } {
  const groups = groupGaps(gaps).filter(({ closing: { kind } }) => kind === 'access' || kind === 'approval');
  const sum = (counts: number[]) => counts.reduce((all, count) => all + count, 0);
  return {
    parts: gaps.length,
    unread: sum(groups.map((group) => group.gaps.length)),
    accesses: sum(groups.map(({ scopes }) => scopes.length)),
  };
}
