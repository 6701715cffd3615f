import { dayText } from '../core/date-text.ts';
import { EXTENSION_REASONS, type ExtensionReason } from '../core/law/deadline-change.ts';
import type { Explanation } from '../core/law/explain.ts';
import type { Pause } from '../core/law/pause.ts';
import { PAUSE_KINDS } from '../core/law/rule.ts';
import { localDay } from '../core/local-day.ts';
import { COUNTRY_CODES } from '../core/person-field.ts';
import type { Residence } from '../core/residence.ts';
import { type Saying, say } from '../core/saying.ts';
import type { RequestDetails } from '../services/read-requests.ts';

/** How a request's dates came about, in sayings, and what may be done about them. */
export interface DeadlineView {
  laws: (Explanation & { leads: boolean })[];
  residence: Residence | null;
  /** The country's own name in the reader's language; null where the residence is not known. */
  residenceName: string | null;
  extended: Saying | null;
  /** For what the person was, or is, waited for. */
  waits: Saying[];
  pauses: Pause[];
  /** An answer that is given, or being made, keeps its dates. */
  movable: boolean;
  extensible: boolean;
  /** `YYYY-MM-DD`: the day that counts, the day on which it came to the app, and today. */
  receivedOn: string;
  arrivedOn: string;
  today: string;
  /** ISO 3166: they get their names where they are shown. Empty where nothing is to be chosen. */
  countries: readonly string[];
}

const pauseText = ({ kind, from, to }: Pause): Saying => {
  const what = PAUSE_KINDS[kind].label;
  if (to === null) return say('{what}: asked on {day}, awaited', { what, day: dayText(from ?? '') });
  return say('{what}: asked on {from}, answered on {to}', {
    ...{ what, from: dayText(from ?? to), to: dayText(to) },
  });
};

const groundText = (ground: string): Saying =>
  Object.hasOwn(EXTENSION_REASONS, ground) ? EXTENSION_REASONS[ground as ExtensionReason].label : ground;

/** @param language BCP 47, of whoever looks at the page */
export function deadlineView(request: RequestDetails, language: string): DeadlineView {
  const { deadline, receivedOn, receivedAt, timeZone, today, noticeDue } = request;
  const { laws, residence, extended, pauses, movable } = deadline;
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const place = residence && names.of(residence.country);
  return {
    ...{ laws, residence, pauses, movable, receivedOn, today },
    residenceName: residence && [place ?? residence.country, residence.region].filter(Boolean).join(', '),
    extended:
      extended &&
      say('Extended on {day}: {why}.', { day: dayText(extended.on), why: groundText(extended.reason) }),
    waits: pauses.map(pauseText),
    extensible: movable && extended === null && noticeDue !== null && today <= noticeDue,
    arrivedOn: localDay(new Date(receivedAt), timeZone),
    countries: movable ? COUNTRY_CODES : [],
  };
}
