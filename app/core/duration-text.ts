const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const count = (value: number, unit: string): string => `${value} ${unit}${value === 1 ? '' : 's'}`;

/** How long something will take, as roughly as it is known: "about 4 minutes". */
export function durationText(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return `about ${count(minutes, 'minute')}`;
  return `about ${count(Math.round(ms / HOUR_MS), 'hour')}`;
}
