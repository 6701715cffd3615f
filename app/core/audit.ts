import canonicalize from 'canonicalize';

/** Everything that is recorded, with what the activity page says of it. */
export const AUDIT_EVENTS = {
  'shop.known': { label: 'Shop first seen' },
  'shop.installed': { label: 'App installed' },
  'shop.uninstalled': { label: 'App uninstalled' },
  'shop.scopes-changed': { label: 'Access scopes changed' },
  'delivery.refused': { label: 'A signed delivery could not be used' },
  'delivery.failed': { label: 'A delivery could not be opened' },
  'delivery.noted': { label: 'Notice from Shopify recorded' },
  'request.opened': { label: 'Request received' },
  'request.joined': { label: 'A further demand joined this request' },
  'request.verified': { label: 'Established who asks' },
  'portal.link-sent': { label: 'Link for the person queued for mailing' },
  'portal.opened': { label: 'The person opened their page' },
  'portal.left': { label: 'The person signed out of their page' },
  'request.linked': { label: 'Customer record merged or deleted in Shopify' },
  'step.started': { label: 'Step started' },
  'step.done': { label: 'Step done' },
  'step.blocked': { label: 'Step blocked' },
  'step.skipped': { label: 'Step left out' },
  'step.handed-over': { label: 'Step handed over' },
  'plan.proposed': { label: 'Plan proposed' },
  'plan.approved': { label: 'Plan approved' },
  'plan.undone': { label: 'Approval of the plan undone' },
  'plan.called-off': { label: 'Plan called off; another one is proposed' },
  'plan.begun': { label: 'Plan begun: from here on it cannot be undone' },
  'plan.records-joined': { label: 'Records that came later joined the plan' },
  'plan.drift-answered': { label: 'Decided what becomes of records that had changed' },
  'plan.done': { label: 'Plan carried out' },
  'step.retried': { label: 'Step tried again' },
  'step.postponed': { label: 'Step could not go on and is tried again later' },
  'request.ready': { label: 'Gathering is done: ready to review' },
  'request.disclosure-chosen': { label: 'Rules of disclosure chosen' },
  'dossier.viewed': { label: 'Gathered data looked at' },
  'redaction.made': { label: 'Data left out of the answer' },
  'redaction.undone': { label: 'Data put back into the answer' },
  'release.requested': { label: 'Release of the answer requested' },
  'release.made': { label: 'Answer released' },
  'release.failed': { label: 'Answer could not be released' },
  'release.withdrawn': { label: 'Release withdrawn' },
  'request.closed': { label: 'Request closed' },
  'request.reopened': { label: 'Request opened again' },
  'request.gathered-again': { label: 'Gathered again from the beginning' },
  'archive.download-issued': { label: 'Download link issued' },
  'activity.exported': { label: 'Activity exported' },
  'archive.downloaded': { label: 'Archive downloaded' },
  'archive.broken-off': { label: 'Download broken off: the archive was not the released one' },
  'erasure.key-destroyed': { label: 'Key of what was held about the person destroyed' },
  'erasure.request-erased': { label: 'What was held about the person erased' },
  'erasure.done': { label: 'Erasure carried out' },
  'erasure.repeated': { label: 'Erased again after a backup was restored' },
  'erasure.shop-kept': { label: 'Kept: the shop uses the app again' },
  'erasure.shop-begun': { label: 'Erasure of the shop begun' },
  'redact.intended': { label: 'Shopify is about to be asked to erase the customer' },
  'redact.asked': { label: 'Shopify was asked to erase the customer' },
  'redact.told': { label: 'Shopify says that it has erased the customer' },
  'redact.done': { label: 'Shopify has erased the customer' },
  'redact.cancel-asked': { label: 'Cancelling of the erasure at Shopify asked for' },
  'redact.cancelled': { label: 'Erasure at Shopify cancelled' },
  'redact.not-cancelled': { label: 'Erasure at Shopify could not be cancelled' },
  'retained.sealed': { label: 'Invoice data sealed, to be kept by law' },
  'retained.opened': { label: 'Kept invoice data opened for a proof' },
  'retained.expired': { label: 'Retention ended: kept invoice data destroyed' },
  'probe.done': { label: 'Looked whether the person is there again' },
  'person.returned': { label: 'About a person who was erased before' },
  'erasure.forgotten': { label: 'Who the erasure was about is forgotten' },
  'keys.rotation-begun': { label: 'New epoch key in use' },
  'keys.rotated': { label: 'Former epoch key destroyed' },
  'evidence.expired': { label: 'Evidence period ended: evidence destroyed' },
  'suppression.entered': { label: 'Entered in the suppression list' },
  'suppression.lifted': { label: 'Entry in the suppression list ended' },
  'restriction.lifting-asked': { label: 'Ending of the restriction proposed; the person was told' },
  'rectification.counter-proposed': { label: 'Undoing of the change proposed' },
  'request.deadline-changed': { label: 'Dates computed anew' },
  'request.deadline-extended': { label: 'Period extended' },
  'request.assigned': { label: 'Owner changed' },
  'requests.exported': { label: 'List of requests exported' },
  'comment.added': { label: 'Comment added' },
  'comment.removed': { label: 'Comment removed' },
  'mail.sent': { label: 'Mail sent' },
  'mail.failed': { label: 'Mail could not be sent' },
  'register.offered': { label: 'Link to the register mailed to the merchant' },
  'register.not-offered': { label: 'No link to the register could be mailed' },
  'register.downloaded': { label: 'Register downloaded' },
  'request.begin-approved': { label: 'Begin approved' },
  'settings.changed': { label: 'Setting changed' },
  'staff.role-changed': { label: 'Role changed' },
  'staff.known': { label: 'Member of staff first seen' },
} as const satisfies Record<string, { label: string }>;
export type AuditEventType = keyof typeof AUDIT_EVENTS;

/** Who did it: Shopify, a member of staff (Shopify's user id), the person of the request, or the app itself. */
export type Actor =
  | { kind: 'platform' }
  | { kind: 'staff'; id: string }
  | { kind: 'person' }
  | { kind: 'system' };

/** Ids, codes, counts, dates and keyed commitments; never personal data. */
export type AuditData = Record<string, string | number | boolean | null>;

export interface AuditEvent {
  type: AuditEventType;
  actor: Actor;
  requestId?: string;
  data?: AuditData;
}

/**
 * The canonical JSON (RFC 8785) of an event: stored verbatim, and what a verifier hashes.
 * @param at ISO 8601 in UTC with milliseconds
 */
export function auditEntry(shopId: string, id: string, at: string, event: AuditEvent): string {
  const { type, actor, requestId, data } = event;
  const entry = canonicalize({
    v: 1,
    shop: shopId,
    id,
    at,
    type,
    actor,
    request: requestId ?? null,
    data: data ?? {},
  });
  if (entry === undefined) throw new TypeError('an audit event must be representable as JSON');
  return entry;
}
