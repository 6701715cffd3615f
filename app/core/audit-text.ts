import { type Actor, AUDIT_EVENTS, type AuditData, type AuditEventType } from './audit.ts';
import { dayText } from './date-text.ts';
import { DISCLOSURES, REDACTION_REASONS } from './disclosure.ts';
import { ERASURE_CLOSINGS } from './erasure.ts';
import { DRIFT_ANSWERS, SKIP_REASONS } from './partial-success.ts';
import { ARCHIVE_CONTENTS, CLOSING_REASONS } from './release.ts';
import { restrictionLabel } from './restriction.ts';
import { ROLES } from './role.ts';
import { type Saying, say } from './saying.ts';
import { SETTINGS, settingText } from './setting.ts';
import { sizeText } from './size-text.ts';
import { topicName } from './topic.ts';

/** An audit event as a person reads it. */
export interface EventText {
  label: string;
  /** What the entry says beside its label; empty where that is all. */
  detail: string;
  actor: Actor;
}

/** The stored entry, of which only what is shown here matters. */
interface Entry {
  actor: Actor;
  data: AuditData;
}

const text = (value: AuditData[string] | undefined): string => (value == null ? '' : String(value));
const count = (value: AuditData[string] | undefined, one: string, many: string): string =>
  value === 1 ? `1 ${one}` : `${Number(value ?? 0).toLocaleString('en-US')} ${many}`;

const STORE_NAMES: Record<string, string> = { shopify: 'Shopify', 'privacy-desk': 'Privacy Desk' };
/** The name of a data store for people. */
export const storeName = (store: string): string => STORE_NAMES[store] ?? store;

/** What a step does, by its operation. */
const OPERATIONS: Record<string, { title: Saying }> = {
  gather: { title: 'Gather the data in {store}' },
  erase: { title: 'Erase what is held in {store}' },
  redact: { title: 'Have {store} erase the customer' },
  retain: { title: 'Seal the invoice data in {store} that is kept by law' },
  probe: { title: 'Look whether the person is known in {store} again' },
  'erase-shop': { title: 'Erase everything of the shop in {store}' },
  'propose-erasure': { title: 'Read in {store} what there is to erase' },
  'propose-restriction': { title: 'Read in {store} what is to be turned off' },
  suppress: { title: 'Enter the person in the suppression list' },
  'lift-suppression': { title: 'End the entry in the suppression list' },
  write: { title: 'Make the approved changes in {store}' },
};
/** What a step does, for people. */
export const stepTitle = (store: string, operation: string): Saying =>
  say(OPERATIONS[operation]?.title ?? '{store}: {operation}', { store: storeName(store), operation });

const stepText = (data: AuditData): string => stepTitle(text(data.store), text(data.operation));
const topicText = (data: AuditData): string => topicName(text(data.topic));

const labelIn = (table: Record<string, { label: string }>) => (key: string) => table[key]?.label ?? key;
const contentLabel = labelIn(ARCHIVE_CONTENTS);
const closingLabel = labelIn({ ...CLOSING_REASONS, ...ERASURE_CLOSINGS });
const disclosureLabel = labelIn(DISCLOSURES);
const reasonLabel = labelIn(REDACTION_REASONS);
const skipLabel = labelIn(SKIP_REASONS);
const driftLabel = labelIn(DRIFT_ANSWERS);
/** What became of the writes of a step; what nobody needs to know of is not said. */
const writesText = ({ writes, gone, left, sentTwice }: AuditData): string =>
  [
    count(writes, 'change', 'changes'),
    ...(gone ? [`${count(gone, 'record', 'records')} gone already`] : []),
    ...(left ? [`${count(left, 'record', 'records')} left as they are`] : []),
    ...(sentTwice ? [`${count(sentTwice, 'change', 'changes')} possibly sent twice`] : []),
  ].join(', ');
const leftOutText = ({ total }: AuditData): string => `${count(total, 'thing', 'things')} left out in all`;

/** The name of a member of staff, by Shopify's user id. */
type NameOf = (id: string) => string;

const reasonsText = ({ reason }: AuditData): string =>
  text(reason).split(',').map(restrictionLabel).join(', ');

const roleLabel = labelIn(ROLES);
const settingLabel = labelIn(SETTINGS);
/** A personal value is not in the log. */
const settingChange = ({ setting, from, to }: AuditData): string =>
  from === undefined
    ? settingLabel(text(setting))
    : `${settingLabel(text(setting))}: ${settingText(from)} to ${settingText(to)}`;

/** What is said beside the label; an event without a row here needs no more words. */
const DETAILS: Partial<Record<AuditEventType, (data: AuditData, nameOf: NameOf) => string>> = {
  'request.assigned': ({ to }, nameOf) => (to === null ? 'Nobody' : nameOf(text(to))),
  'requests.exported': ({ selected }) =>
    selected === null ? 'All that the filters show' : count(selected, 'request', 'requests'),
  'shop.scopes-changed': (data) =>
    count(text(data.scopes).split(',').filter(Boolean).length, 'scope', 'scopes'),
  'delivery.failed': topicText,
  'delivery.noted': topicText,
  'request.opened': (data) => (data.due == null ? '' : `Due ${dayText(text(data.due))}`),
  'request.joined': topicText,
  'request.linked': (data) =>
    `The record was ${text(data.change)}${data.gathering === 'anew' ? '; gathering begins anew with the one that stays' : ''}`,
  'step.started': stepText,
  'step.done': (data) =>
    data.writes === undefined
      ? `${stepText(data)}: ${count(data.records, 'record', 'records')}, ${count(data.gaps, 'gap', 'gaps')}`
      : `${stepText(data)}: ${writesText(data)}`,
  'step.skipped': (data) => `${stepText(data)}: ${skipLabel(text(data.reason))}`,
  'step.handed-over': stepText,
  'plan.drift-answered': (data) =>
    `${count(data.records, 'record', 'records')}: ${driftLabel(text(data.answer))}`,
  'plan.done': (data) => (data.skipped === 0 ? '' : `${count(data.skipped, 'step', 'steps')} left out`),
  'step.blocked': (data) => `${stepText(data)}: ${text(data.reason)}`,
  'step.postponed': (data) => `${stepText(data)}: ${text(data.reason)}`,
  'step.retried': stepText,
  'request.disclosure-chosen': (data) => disclosureLabel(text(data.to)),
  'dossier.viewed': (data) =>
    data.search === true
      ? `Searched in: ${text(data.collection)}`
      : `${text(data.collection)}, from record ${(Number(data.from) + 1).toLocaleString('en-US')} on`,
  'redaction.made': (data) =>
    `${text(data.collection)}. ${reasonLabel(text(data.reason))}. ${leftOutText(data)}`,
  'redaction.undone': (data) => `${text(data.collection)}. ${leftOutText(data)}`,
  'release.requested': (data) => contentLabel(text(data.content)),
  'release.made': (data) => `${sizeText(Number(data.bytes))}, SHA-256 ${text(data.sha256)}`,
  'release.failed': (data) => text(data.reason),
  'release.withdrawn': (data) =>
    Number(data.timesDownloaded) > 0
      ? `It had been downloaded ${count(data.timesDownloaded, 'time', 'times')}`
      : 'It had not been downloaded',
  'settings.changed': settingChange,
  'staff.role-changed': ({ staff, from, to }, nameOf) =>
    `${nameOf(text(staff))}: ${roleLabel(text(from))} to ${roleLabel(text(to))}`,
  'request.closed': (data) => closingLabel(text(data.reason)),
  'erasure.done': (data) =>
    `${count(data.records, 'record', 'records')} of ${count(data.requests, 'request', 'requests')}, ${count(data.deliveries, 'delivery', 'deliveries')}`,
  'suppression.entered': reasonsText,
  'suppression.lifted': reasonsText,
  'restriction.lifting-asked': (data) => `The person was told on ${dayText(text(data.toldOn))}`,
  'rectification.counter-proposed': (data) => count(data.writes, 'record', 'records'),
  'redact.asked': (data) =>
    `Expected on ${dayText(text(data.expected))}${Number(data.sent) > 1 ? `; may have been sent ${count(data.sent, 'time', 'times')}` : ''}`,
  'redact.done': (data) =>
    `${data.told === true ? 'As Shopify says, and' : 'Shopify said nothing, but'} nothing is to be seen any more`,
  'redact.not-cancelled': (data) =>
    data.reason === 'too-late' ? 'Shopify had erased already' : 'Somebody else had asked Shopify to erase',
  'retained.sealed': (data) =>
    `${count(data.records, 'order', 'orders')}, until ${dayText(text(data.until))}`,
  'retained.expired': (data) => count(data.records, 'order', 'orders'),
  'probe.done': (data) =>
    `${storeName(text(data.store))}: ${data.found === 0 ? 'nothing found' : count(data.found, 'record', 'records')}`,
  'keys.rotated': (data) => `Epoch ${text(data.epoch)}, ${count(data.survivors, 'key', 'keys')} wrapped anew`,
  'archive.downloaded': (data) =>
    [data.repeated === true && 'Repeated', data.locked === true && 'With a password']
      .filter(Boolean)
      .join(', '),
};

const isKnown = (type: string): type is AuditEventType => Object.hasOwn(AUDIT_EVENTS, type);

/**
 * @param entry canonical JSON as stored, written by `auditEntry`
 * @param names of the shop's staff; one who is not in it is told by Shopify's number
 */
export function eventText(
  type: string,
  entry: string,
  names: Readonly<Record<string, string>> = {},
): EventText {
  const { actor, data } = JSON.parse(entry) as Entry;
  const nameOf: NameOf = (id) => names[id] ?? `Staff member ${id}`;
  if (!isKnown(type)) return { label: type, detail: '', actor };
  return { label: AUDIT_EVENTS[type].label, detail: DETAILS[type]?.(data, nameOf) ?? '', actor };
}
