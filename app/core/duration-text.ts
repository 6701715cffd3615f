import { type Saying, say } from './saying.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long something will take, as roughly as it is known: "about 4 minutes". */
export function durationText(ms: number): Saying {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 1) return say('less than a minute');
  if (minutes < 60) return say('about {minutes, plural, one {# minute} other {# minutes}}', { minutes });
  const hours = Math.round(ms / HOUR_MS);
  return say('about {hours, plural, one {# hour} other {# hours}}', { hours });
}
