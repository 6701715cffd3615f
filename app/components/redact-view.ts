import { storeName } from '../core/audit-text.ts';
import { dayText } from '../core/date-text.ts';
import { localDay } from '../core/local-day.ts';
import { type Saying, say, sentences } from '../core/saying.ts';
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
  facts: { term: Saying; text: Saying }[];
}

type Redact = NonNullable<ErasureDetails['redact']>;
type Shopify = NonNullable<RedactView['shopify']>;

/** By the step's state, where nothing more is to be said. */
const BADGES: Record<string, Pick<Shopify, 'badge' | 'tone'>> = {
  pending: { badge: say('Not asked yet'), tone: undefined },
  running: { badge: say('Shopify erases later'), tone: 'info' },
  blocked: { badge: say('Waits for you'), tone: 'warning' },
  done: { badge: say('Erased'), tone: 'success' },
  skipped: { badge: say('Skipped'), tone: undefined },
  stopped: { badge: say('Cancelled'), tone: undefined },
};
const UNKNOWN = { badge: say('Stopped'), tone: undefined } as const;

interface Days {
  today: string;
  /** Of an instant (ISO 8601), where the shop is: to be read, and `YYYY-MM-DD`. */
  dayOf(instant: string): Saying;
  localOf(instant: string): string;
}

const REMOVED =
  'Shopify removes who the person is: name, e-mail, phone, addresses, notes. What was ordered stays, without them.';

function shopifyText(redact: Redact, { today, dayOf, localOf }: Days): Saying {
  const { state, reason, cancelling, askedAt, toldAt, notBefore } = redact;
  if (cancelling) return say('Shopify is being asked to cancel. This page shows by itself what comes of it.');
  if (state === 'done')
    return sentences(
      toldAt === null
        ? 'Shopify shows nothing of this customer any more.'
        : 'Shopify says that it has erased this customer, and shows nothing of them any more.',
      REMOVED,
    );
  if (reason !== null) return reason;
  if (askedAt === null)
    return sentences(
      notBefore !== null && localOf(notBefore) > today
        ? say('On {day} Shopify is asked to erase this customer, not before.', { day: dayOf(notBefore) })
        : 'Once its turn comes in the plan, Shopify is asked to erase this customer.',
      REMOVED,
    );
  return say('Shopify is being looked at.');
}

/**
 * @param at.timeZone of the shop (IANA)
 * @param at.today the day there, `YYYY-MM-DD`
 */
export function redactView(erasure: ErasureDetails, at: { timeZone: string; today: string }): RedactView {
  const { redact, erases, ownErasedAt, ownWaits, retained, probes } = erasure;
  const localOf = (instant: string) => localDay(new Date(instant), at.timeZone);
  const dayOf = (instant: string) => dayText(localOf(instant));
  const facts: RedactView['facts'] = [];
  if (redact?.askedAt) facts.push({ term: say('Shopify was asked'), text: dayOf(redact.askedAt) });
  if (redact && redact.sent > 1)
    facts.push({
      term: say('May have been sent'),
      text: say('{sent, number} times; that changes nothing', { sent: redact.sent }),
    });
  if (redact?.askedAt)
    facts.push({
      term: say('Last order'),
      text: redact.lastOrderOn === null ? say('None') : dayText(redact.lastOrderOn),
    });
  if (redact?.state === 'running' && redact.expectedOn)
    facts.push({ term: say('Expected'), text: dayText(redact.expectedOn) });
  if (redact?.state === 'done' && redact.finishedAt)
    facts.push({ term: say('Erased at Shopify'), text: dayOf(redact.finishedAt) });
  if (erases)
    facts.push({
      term: say('What Privacy Desk held'),
      text:
        ownErasedAt !== null
          ? say('Erased {day}, without waiting for Shopify', { day: dayOf(ownErasedAt) })
          : ownWaits
            ? say('Not erased yet; why stands with its step')
            : say('Is erased without waiting for Shopify'),
    });
  if (retained)
    facts.push({
      term: say('Kept by law'),
      text: say(
        'Invoice data of {count, plural, one {# order} other {# orders}}, sealed, the last of it until {day}; destroyed by itself on the day after',
        { count: retained.records, day: dayText(retained.until) },
      ),
    });
  for (const { store, state, found, on, due } of probes) {
    if (state === 'stopped' || state === 'skipped') continue;
    const text =
      state === 'done' && on !== null
        ? say('{day}: nothing found', { day: dayOf(on) })
        : found > 0
          ? say('The person is known again')
          : due === null
            ? say('Some days after the erasure')
            : say('Planned for {day}', { day: dayOf(due) });
    facts.push({ term: say('Look again in {store}', { store: storeName(store) }), text });
  }
  return {
    shopify: redact && {
      ...(BADGES[redact.state] ?? UNKNOWN),
      text: shopifyText(redact, { today: at.today, dayOf, localOf }),
    },
    expected: redact?.state === 'running' && redact.expectedOn ? dayText(redact.expectedOn) : null,
    cancellable: redact?.cancellable ?? false,
    retained: retained !== null,
    facts,
  };
}
