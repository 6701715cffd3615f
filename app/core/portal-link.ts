/**
 * What lets a person in who has no account: a link that is mailed to them, and the session that its button opens. Each
 * is a row; of its secret only the hash is kept.
 */
export const PORTAL_LINKS = {
  confirm: { lastsMs: 72 * 3_600_000 },
  session: { lastsMs: 15 * 60_000 },
} as const satisfies Record<string, { lastsMs: number }>;
export type PortalPurpose = keyof typeof PORTAL_LINKS;

/** So long after its end a link, or a session, still tells for which request a new link may be mailed. */
export const RENEWABLE_MS = 30 * 86_400_000;
