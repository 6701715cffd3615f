import { storeName } from '../core/audit-text.ts';
import { dayText } from '../core/date-text.ts';
import { localDay } from '../core/deadline.ts';
import type { ErasureDetails } from '../services/read-erasure.ts';

/** An erasure by plan in the words of its page. */
export interface RedactView {
  /** Of the erasure at Shopify; null where the plan has none. */
  shopify: { badge: string; tone: 'info' | 'success' | 'warning' | undefined; text: string } | null;
  /** Shopify's day, while it is waited for. */
  expected: string | null;
  cancellable: boolean;
  /** Invoice data is kept, and can be opened. */
  retained: boolean;
  facts: { term: string; text: string }[];
}

type Redact = NonNullable<ErasureDetails['redact']>;
type Shopify = NonNullable<RedactView['shopify']>;

/** By the step's state, where nothing more is to be said. */
const BADGES: Record<string, Pick<Shopify, 'badge' | 'tone'>> = {
  pending: { badge: 'Not asked yet', tone: undefined },
  running: { badge: 'Shopify erases later', tone: 'info' },
  blocked: { badge: 'Waits for you', tone: 'warning' },
  done: { badge: 'Erased', tone: 'success' },
  skipped: { badge: 'Skipped', tone: undefined },
  stopped: { badge: 'Cancelled', tone: undefined },
};
const UNKNOWN = { badge: 'Stopped', tone: undefined } as const;

const REMOVED =
  'Shopify removes who the person is: name, e-mail, phone, addresses, notes. What was ordered stays, without them.';

function shopifyText(redact: Redact): string {
  const { state, reason, cancelling, askedAt, toldAt } = redact;
  if (cancelling) return 'Shopify is being asked to cancel. This page shows by itself what comes of it.';
  if (state === 'done')
    return `${toldAt === null ? 'Shopify shows nothing of this customer any more.' : 'Shopify says that it has erased this customer, and shows nothing of them any more.'} ${REMOVED}`;
  if (reason !== null) return reason;
  if (askedAt === null)
    return `As soon as the plan begins, Shopify is asked to erase this customer. ${REMOVED}`;
  return 'Shopify is being looked at.';
}

/** @param timeZone of the shop (IANA) */
export function redactView(erasure: ErasureDetails, timeZone: string): RedactView {
  const { redact, erases, ownErasedAt, retained, probes } = erasure;
  const dayOf = (instant: string) => dayText(localDay(new Date(instant), timeZone));
  const facts: RedactView['facts'] = [];
  if (redact?.askedAt) facts.push({ term: 'Shopify was asked', text: dayOf(redact.askedAt) });
  if (redact && redact.sent > 1)
    facts.push({ term: 'May have been sent', text: `${redact.sent} times; that changes nothing` });
  if (redact?.askedAt)
    facts.push({
      term: 'Last order',
      text: redact.lastOrderOn === null ? 'None' : dayText(redact.lastOrderOn),
    });
  if (redact?.state === 'running' && redact.expectedOn)
    facts.push({ term: 'Expected', text: dayText(redact.expectedOn) });
  if (redact?.state === 'done' && redact.finishedAt)
    facts.push({ term: 'Erased at Shopify', text: dayOf(redact.finishedAt) });
  if (erases)
    facts.push({
      term: 'What Privacy Desk held',
      text:
        ownErasedAt === null
          ? 'Is erased at once, without waiting for Shopify'
          : `Erased ${dayOf(ownErasedAt)}, without waiting for Shopify`,
    });
  if (retained)
    facts.push({
      term: 'Kept by law',
      text: `Invoice data of ${retained.records} ${retained.records === 1 ? 'order' : 'orders'}, sealed, the last of it until ${dayText(retained.until)}; destroyed by itself on the day after`,
    });
  for (const { store, state, found, on, due } of probes) {
    if (state === 'stopped' || state === 'skipped') continue;
    const text =
      state === 'done' && on !== null
        ? `${dayOf(on)}: nothing found`
        : found > 0
          ? 'The person is known again'
          : due === null
            ? 'Some days after the erasure'
            : `Planned for ${dayOf(due)}`;
    facts.push({ term: `Look again in ${storeName(store)}`, text });
  }
  return {
    shopify: redact && { ...(BADGES[redact.state] ?? UNKNOWN), text: shopifyText(redact) },
    expected: redact?.state === 'running' && redact.expectedOn ? dayText(redact.expectedOn) : null,
    cancellable: redact?.cancellable ?? false,
    retained: retained !== null,
    facts,
  };
}
