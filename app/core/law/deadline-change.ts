import { say } from '../saying.ts';

/** Why the dates of a request were computed anew. */
export const DEADLINE_CHANGES = {
  residence: { label: 'Residence changed' },
  'earlier-receipt': { label: 'Day of receipt changed' },
  pause: { label: 'Waiting for the person noted' },
} as const satisfies Record<string, { label: string }>;
export type DeadlineChange = keyof typeof DEADLINE_CHANGES;

/** What staff answer for when a date moves later by what they enter. */
export const DELAY_REASONS = {
  'person-said-so': { label: 'The person has said so, and we have it on file' },
  corrected: { label: 'It had been entered wrongly' },
  adviser: { label: 'Our legal adviser has decided so' },
} as const satisfies Record<string, { label: string }>;
export type DelayReason = keyof typeof DELAY_REASONS;

/** On which ground a period is extended; the person is told which. How busy the shop is, is none. */
export const EXTENSION_REASONS = {
  complexity: { label: say('The request is complex') },
  number: { label: say('The person has made many requests') },
  both: { label: say('The request is complex, and the person has made many') },
} as const satisfies Record<string, { label: string }>;
export type ExtensionReason = keyof typeof EXTENSION_REASONS;
