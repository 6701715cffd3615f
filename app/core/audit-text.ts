import { type Actor, AUDIT_EVENTS, type AuditData, type AuditEventType } from './audit.ts';
import { dayText } from './date-text.ts';
import { DISCLOSURES, REDACTION_REASONS } from './disclosure.ts';
import { ERASURE_CLOSINGS } from './erasure.ts';
import { DEADLINE_CHANGES, DELAY_REASONS, EXTENSION_REASONS } from './law/deadline-change.ts';
import { lawOf } from './law/jurisdictions.ts';
import { OBSTACLES } from './obstacle.ts';
import { DRIFT_ANSWERS, SKIP_REASONS } from './partial-success.ts';
import { ARCHIVE_CONTENTS, CLOSING_REASONS } from './release.ts';
import { restrictionLabel } from './restriction.ts';
import { ROLES } from './role.ts';
import { listText, rowText, type Saying, say, sentences } from './saying.ts';
import { SETTINGS, settingText } from './setting.ts';
import { sizeText } from './size-text.ts';
import { topicName } from './topic.ts';
import { STAFF_CHECKS, VERIFICATIONS } from './verification.ts';

/** An audit event as a person reads it. */
export interface EventText {
  label: Saying;
  /** What the entry says beside its label; empty where that is all. */
  detail: Saying;
  actor: Actor;
}

/** The stored entry, of which only what is shown here matters. */
interface Entry {
  actor: Actor;
  data: AuditData;
}

const text = (value: AuditData[string] | undefined): string => (value == null ? '' : String(value));
const number = (value: AuditData[string] | undefined): number => Number(value ?? 0);
const day = (value: AuditData[string] | undefined): Saying => dayText(text(value));

/** How many of what. */
const COUNTED = {
  records: { text: '{count, plural, one {# record} other {# records}}' },
  requests: { text: '{count, plural, one {# request} other {# requests}}' },
  scopes: { text: '{count, plural, one {# scope} other {# scopes}}' },
  orders: { text: '{count, plural, one {# order} other {# orders}}' },
  steps: { text: '{count, plural, one {# step} other {# steps}} left out' },
  joined: { text: '{count, plural, one {# record} other {# records}} joined' },
  asked: { text: '{count, plural, one {# record} other {# records}} to be decided' },
  changes: { text: '{count, plural, one {# change} other {# changes}}' },
  gone: { text: '{count, plural, one {# record} other {# records}} gone already' },
  left: { text: '{count, plural, one {# record} other {# records}} left as they are' },
  sentTwice: { text: '{count, plural, one {# change} other {# changes}} possibly sent twice' },
  leftOut: { text: '{count, plural, one {# thing} other {# things}} left out in all' },
};
const count = (value: AuditData[string] | undefined, what: keyof typeof COUNTED): Saying =>
  say(COUNTED[what].text, { count: number(value) });

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

const stepText = (data: AuditData): Saying => stepTitle(text(data.store), text(data.operation));
const topicText = (data: AuditData): Saying => topicName(text(data.topic));
/** What came of a step, after its name. */
const stepWith = (data: AuditData, detail: Saying): Saying =>
  say('{step}: {detail}', { step: stepText(data), detail });

const labelIn =
  (table: Record<string, { label: Saying }>) =>
  (value: AuditData[string] | undefined): Saying =>
    say(table[text(value)]?.label ?? text(value));
const contentLabel = labelIn(ARCHIVE_CONTENTS);
const closingLabel = labelIn({ ...CLOSING_REASONS, ...ERASURE_CLOSINGS });
const disclosureLabel = labelIn(DISCLOSURES);
const reasonLabel = labelIn(REDACTION_REASONS);
const skipLabel = labelIn(SKIP_REASONS);
const obstacleLabel = labelIn(OBSTACLES);
const driftLabel = labelIn(DRIFT_ANSWERS);
const roleLabel = labelIn(ROLES);
const methodLabel = labelIn(VERIFICATIONS);
const checkLabel = labelIn(STAFF_CHECKS);
const settingLabel = labelIn(SETTINGS);
const changeLabel = labelIn(DEADLINE_CHANGES);
const delayLabel = labelIn(DELAY_REASONS);
const groundLabel = labelIn(EXTENSION_REASONS);

/** What became of the writes of a step; what nobody needs to know of is not said. */
const writesText = ({ writes, gone, left, sentTwice }: AuditData): Saying =>
  rowText([
    count(writes, 'changes'),
    ...(gone ? [count(gone, 'gone')] : []),
    ...(left ? [count(left, 'left')] : []),
    ...(sentTwice ? [count(sentTwice, 'sentTwice')] : []),
  ]);

/** What an entry names only by an id or a name of the machine's. */
interface Named {
  /** A member of staff, by Shopify's user id. */
  nameOf: (id: string) => Saying;
  /** A part of the dossier, by its collection. */
  titleOf: (collection: AuditData[string] | undefined) => Saying;
}

const reasonsText = ({ reason }: AuditData): Saying => rowText(text(reason).split(',').map(restrictionLabel));

/** A personal value is not in the log. */
const settingChange = ({ setting, from, to }: AuditData): Saying =>
  from === undefined
    ? settingLabel(setting)
    : say('{what}: {from} to {to}', {
        what: settingLabel(setting),
        from: say(settingText(from)),
        to: say(settingText(to)),
      });

const redactAsked = ({ expected, sent }: AuditData): Saying =>
  number(sent) > 1
    ? say('Expected on {day}; may have been sent {times, plural, one {# time} other {# times}}', {
        day: day(expected),
        times: number(sent),
      })
    : say('Expected on {day}', { day: day(expected) });

/** What became of the person's record, and whether gathering begins anew with the one that stays. */
const LINKED: Record<string, { text: Saying; anew: { text: Saying } }> = {
  deleted: {
    text: 'The record was deleted',
    anew: { text: 'The record was deleted; gathering begins anew with the one that stays' },
  },
  merged: {
    text: 'The record was merged',
    anew: { text: 'The record was merged; gathering begins anew with the one that stays' },
  },
};
const linked = ({ change, gathering }: AuditData): Saying => {
  const row = LINKED[text(change)];
  return (gathering === 'anew' ? row?.anew.text : row?.text) ?? text(change);
};

const downloadedText = ({ repeated, locked }: AuditData): Saying =>
  rowText([
    ...(repeated === true ? [say('Repeated')] : []),
    ...(locked === true ? [say('With a password')] : []),
  ]);

const lawNames = (laws: AuditData[string] | undefined): Saying =>
  listText(
    text(laws)
      .split(',')
      .map((law) => lawOf(law).name),
  );

/** Old and new: the date, the laws, the version of the rule; and why it may be later. */
function deadlineChange(data: AuditData): Saying {
  const { change, delay, from, to, laws, lawsBefore, rule, ruleBefore, received, receivedBefore } = data;
  return sentences(
    say('{what}.', { what: changeLabel(change) }),
    from === to
      ? say('Due on {day} as before.', { day: day(to) })
      : say('Due on {to} instead of {from}.', { to: day(to), from: day(from) }),
    laws === lawsBefore
      ? ''
      : say('By {laws} instead of {before}.', { laws: lawNames(laws), before: lawNames(lawsBefore) }),
    laws === lawsBefore && rule !== ruleBefore
      ? say('By version {version} of the rule instead of {before}.', {
          version: number(rule),
          before: number(ruleBefore),
        })
      : '',
    received === receivedBefore
      ? ''
      : say('Counted from {day} instead of {before}.', { day: day(received), before: day(receivedBefore) }),
    delay == null ? '' : say('{what}.', { what: delayLabel(delay) }),
  );
}

/** What is said beside the label; an event without a row here needs no more words. */
const DETAILS: Partial<Record<AuditEventType, (data: AuditData, named: Named) => Saying>> = {
  'request.deadline-changed': deadlineChange,
  'request.deadline-extended': ({ reason, from, to }) =>
    say('Due on {to} instead of {from}. {why}.', { to: day(to), from: day(from), why: groundLabel(reason) }),
  'request.assigned': ({ to }, { nameOf }) => (to === null ? say('Nobody') : nameOf(text(to))),
  'requests.exported': ({ selected }) =>
    selected === null ? say('All that the filters show') : count(selected, 'requests'),
  'shop.scopes-changed': ({ scopes }) => count(text(scopes).split(',').filter(Boolean).length, 'scopes'),
  'delivery.failed': topicText,
  'delivery.noted': topicText,
  'request.opened': ({ due }) => (due == null ? '' : say('Due {day}', { day: day(due) })),
  'request.joined': (data) => (data.topic == null ? '' : topicText(data)),
  'request.linked': linked,
  'step.started': stepText,
  'step.done': (data) =>
    stepWith(
      data,
      data.writes === undefined
        ? say(
            number(data.gaps) === 0
              ? '{records, plural, one {# record} other {# records}}'
              : '{records, plural, one {# record} other {# records}}, {gaps, plural, one {# gap} other {# gaps}}',
            { records: number(data.records), gaps: number(data.gaps) },
          )
        : writesText(data),
    ),
  'step.skipped': (data) => stepWith(data, skipLabel(data.reason)),
  'step.handed-over': stepText,
  'plan.records-joined': ({ step, store, operation, plan, records, asked, ...collections }, { titleOf }) =>
    rowText([
      ...(number(records) > 0 ? [count(records, 'joined')] : []),
      ...Object.entries(collections).map(([collection, came]) =>
        say('{part}: {count, number}', { part: titleOf(collection), count: number(came) }),
      ),
      ...(number(asked) > 0 ? [count(asked, 'asked')] : []),
    ]),
  'plan.drift-answered': ({ records, answer }) =>
    say('{what}: {answer}', { what: count(records, 'records'), answer: driftLabel(answer) }),
  'plan.done': ({ skipped }) => (skipped === 0 ? '' : count(skipped, 'steps')),
  'step.blocked': (data) => stepWith(data, obstacleLabel(data.reason)),
  'step.postponed': (data) => stepWith(data, obstacleLabel(data.reason)),
  'step.retried': stepText,
  'request.ready': ({ gaps }) =>
    number(gaps) === 0
      ? ''
      : say(
          'What could be read is gathered; {gaps, plural, one {one part is missing} other {# parts are missing}}',
          { gaps: number(gaps) },
        ),
  'request.disclosure-chosen': ({ to }) => disclosureLabel(to),
  'dossier.viewed': ({ search, collection, from }, { titleOf }) =>
    search === true
      ? say('Searched in: {part}', { part: titleOf(collection) })
      : say('{part}, from record {from, number} on', {
          part: titleOf(collection),
          from: number(from) + 1,
        }),
  'redaction.made': ({ collection, reason, total }, { titleOf }) =>
    say('{part}. {reason}. {total}.', {
      part: titleOf(collection),
      reason: reasonLabel(reason),
      total: count(total, 'leftOut'),
    }),
  'redaction.undone': ({ collection, total }, { titleOf }) =>
    say('{part}. {total}.', { part: titleOf(collection), total: count(total, 'leftOut') }),
  'release.requested': ({ content }) => contentLabel(content),
  'release.made': ({ bytes, sha256 }) =>
    say('{size}, SHA-256 {sha256}', { size: sizeText(number(bytes)), sha256: text(sha256) }),
  'release.failed': ({ reason }) => obstacleLabel(reason),
  'release.withdrawn': ({ timesDownloaded }) =>
    number(timesDownloaded) > 0
      ? say('It had been downloaded {times, plural, one {# time} other {# times}}', {
          times: number(timesDownloaded),
        })
      : say('It had not been downloaded'),
  'settings.changed': settingChange,
  'staff.role-changed': ({ staff, from, to }, { nameOf }) =>
    say('{what}: {from} to {to}', {
      what: nameOf(text(staff)),
      from: roleLabel(from),
      to: roleLabel(to),
    }),
  'request.closed': ({ reason }) => closingLabel(reason),
  'request.verified': ({ method, check }) => (check == null ? methodLabel(method) : checkLabel(check)),
  'erasure.done': ({ records, requests, deliveries }) =>
    say(
      '{records, plural, one {# record} other {# records}} of {requests, plural, one {# request} other {# requests}}, {deliveries, plural, one {# delivery} other {# deliveries}}',
      { records: number(records), requests: number(requests), deliveries: number(deliveries) },
    ),
  'suppression.entered': reasonsText,
  'suppression.lifted': reasonsText,
  'restriction.lifting-asked': ({ toldOn }) => say('The person was told on {day}', { day: day(toldOn) }),
  'rectification.counter-proposed': ({ writes }) => count(writes, 'records'),
  'redact.asked': redactAsked,
  'redact.done': ({ told }) =>
    say(
      told === true
        ? 'As Shopify says, and nothing is to be seen any more'
        : 'Shopify said nothing, but nothing is to be seen any more',
    ),
  'redact.not-cancelled': ({ reason }) =>
    say(reason === 'too-late' ? 'Shopify had erased already' : 'Somebody else had asked Shopify to erase'),
  'retained.sealed': ({ records, until }) =>
    say('{orders}, until {day}', { orders: count(records, 'orders'), day: day(until) }),
  'retained.expired': ({ records }) => count(records, 'orders'),
  'probe.done': ({ store, found }) =>
    say('{store}: {found}', {
      store: storeName(text(store)),
      found: found === 0 ? say('nothing found') : count(found, 'records'),
    }),
  'keys.rotated': ({ epoch, survivors }) =>
    say('Epoch {epoch}, {count, plural, one {# key} other {# keys}} wrapped anew', {
      epoch: text(epoch),
      count: number(survivors),
    }),
  'archive.downloaded': downloadedText,
};

const isKnown = (type: string): type is AuditEventType => Object.hasOwn(AUDIT_EVENTS, type);

/**
 * @param entry canonical JSON as stored, written by `auditEntry`
 * @param names of the shop's staff; one who is not in it is told by Shopify's number
 * @param titles of the collections; one that is not in it is told by its own name
 */
export function eventText(
  type: string,
  entry: string,
  names: Readonly<Record<string, string>> = {},
  titles: Readonly<Record<string, Saying>> = {},
): EventText {
  const { actor, data } = JSON.parse(entry) as Entry;
  const named: Named = {
    nameOf: (id) => names[id] ?? say('Staff member {id}', { id }),
    titleOf: (collection) => say(titles[text(collection)] ?? text(collection)),
  };
  if (!isKnown(type)) return { label: type, detail: '', actor };
  return { label: AUDIT_EVENTS[type].label, detail: DETAILS[type]?.(data, named) ?? '', actor };
}
