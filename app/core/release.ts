import type { ArchiveContent } from './dossier.ts';
import type { RequestKind } from './request.ts';

/** What a person may be given: two contents of the same renderer. */
export const ARCHIVE_CONTENTS = {
  access: {
    label: 'Everything that is held',
    what: 'The answer to “show me my data” (GDPR Art. 15).',
  },
  portability: {
    label: 'What the person provided',
    what: 'Only what they gave, or what was observed of them, to take elsewhere (GDPR Art. 20).',
  },
} as const satisfies Record<ArchiveContent, { label: string; what: string }>;

/** Where a release stands. One that is being made or stands is the only one of its request. */
export const RELEASE_STATES = {
  rendering: { standing: true },
  released: { standing: true },
  withdrawn: { standing: false },
  failed: { standing: false },
} as const satisfies Record<string, { standing: boolean }>;
export type ReleaseState = keyof typeof RELEASE_STATES;

export const STANDING_RELEASE = Object.entries(RELEASE_STATES).flatMap(([state, { standing }]) =>
  standing ? [state] : [],
);

/** Why a request is closed without an archive of ours; the key is what the log says. With a `kind`: of that kind only. */
export const CLOSING_REASONS = {
  'answered-otherwise': { label: 'Answered in another way' },
  'person-withdrew': { label: 'The person no longer asks' },
  'identity-unproven': { label: 'It could not be established who asks' },
  mistake: { label: 'Started by mistake' },
  unfounded: { label: 'Refused: manifestly unfounded or excessive (GDPR Art. 12(5))' },
  exempt: { label: 'Refused: the law orders or allows to keep the data (GDPR Art. 17(3))', kind: 'erasure' },
} as const satisfies Record<string, { label: string; kind?: RequestKind }>;
export type ClosingReason = keyof typeof CLOSING_REASONS;
