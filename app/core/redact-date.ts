import { Temporal } from 'temporal-polyfill';
import { dayText } from './date-text.ts';
import { type Saying, say, sentences } from './saying.ts';

/** Shopify waits so long after it was asked, and can be told to stop until then. */
const DAYS_AFTER_ASKED = 10;
/** And never erases sooner after an order: payments may still be disputed. */
const MONTHS_AFTER_ORDER = 6;

/** Calendar days, `YYYY-MM-DD`, in the shop's time zone. */
export interface RedactDate {
  /** When Shopify is expected to erase the customer. */
  day: string;
  /** What it follows from. */
  rule: 'ten-days' | 'six-months';
  askedOn: string;
  lastOrderOn: string | null;
  /** When the six months end; null without an order. */
  orderHoldEnds: string | null;
}

/**
 * The day on which Shopify's own erasure is to be expected: 10 days after it was asked, or six months after the
 * last order, whichever is later. An order that comes in the meantime puts it off.
 */
export function redactDate({
  askedOn,
  lastOrderOn,
}: Pick<RedactDate, 'askedOn' | 'lastOrderOn'>): RedactDate {
  const soonest = Temporal.PlainDate.from(askedOn).add({ days: DAYS_AFTER_ASKED });
  const held =
    lastOrderOn === null ? null : Temporal.PlainDate.from(lastOrderOn).add({ months: MONTHS_AFTER_ORDER });
  const waits = held !== null && Temporal.PlainDate.compare(held, soonest) > 0;
  return {
    day: (waits ? held : soonest).toString(),
    rule: waits ? 'six-months' : 'ten-days',
    ...{ askedOn, lastOrderOn, orderHoldEnds: held?.toString() ?? null },
  };
}

/** Asked already, or only planned so far. */
const TENSES = {
  asked: { text: 'It was asked on {day}.' },
  planned: { text: 'It is counted as if it were asked on {day}.' },
} as const;

/** Says why this day, with both dates that it follows from. */
export function redactDateText(date: RedactDate, tense: keyof typeof TENSES = 'asked'): Saying {
  const { askedOn, lastOrderOn, orderHoldEnds, rule } = date;
  return sentences(
    'Shopify erases a customer 10 days after it is asked, and not before six months have passed since the last order.',
    say(TENSES[tense].text, { day: dayText(askedOn) }),
    lastOrderOn === null || orderHoldEnds === null
      ? 'There is no order.'
      : say(
          rule === 'six-months'
            ? 'The last order was placed on {day}, so its six months end on {end}.'
            : 'The last order was placed on {day}, so its six months are over on {end}.',
          { day: dayText(lastOrderOn), end: dayText(orderHoldEnds) },
        ),
    say('Expected on {day}.', { day: dayText(date.day) }),
  );
}
