import type { RequestKind } from '../request.ts';
import type { Residence } from '../residence.ts';
import { computeDeadlines, type Deadlines, extensionOf } from './deadline.ts';
import type { Pause } from './pause.ts';
import { regimesOf } from './regimes.ts';
import { rightOf } from './right.ts';

/** All that the dates of a request follow from. */
export interface RequestFacts {
  kind: RequestKind;
  /** The controller's local day of submission, `YYYY-MM-DD`. */
  receivedOn: string;
  /** Where the merchant is established; null = not known. */
  controller: Residence | null;
  /** Where the person lives; null = not known. */
  residence: Residence | null;
  pauses: readonly Pause[];
  /** The day on which the person was told of an extension, `YYYY-MM-DD`; null = none. */
  extendedOn: string | null;
}

/** The dates of a request as they are in force: `due` is the extended limit where it was extended in time. */
export function requestDates(facts: RequestFacts): Deadlines {
  const { kind, receivedOn, controller, residence, pauses, extendedOn } = facts;
  const right = rightOf(kind);
  const laws = regimesOf({ controller, residence, right, receivedOn });
  const dates = computeDeadlines(laws, { right, receivedOn, controller, pauses });
  const extension = extendedOn === null ? null : extensionOf(dates, extendedOn);
  if (extension?.outcome !== 'extended') return dates;
  const { rawExtendedDue, extendedSkipped } = dates;
  return { ...dates, due: extension.due, rawDue: rawExtendedDue ?? extension.due, skipped: extendedSkipped };
}
