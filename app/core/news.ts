import type { ActivityGroup } from './activity.ts';
import type { AuditEventType } from './audit.ts';
import { type Saying, say } from './saying.ts';

interface NewsRow {
  /** Of `count` of them. */
  text: Saying;
  group: ActivityGroup;
}

/** What somebody who comes back is told, by event, in this order; all else stands in the activity. */
export const NEWS = {
  'delivery.refused': {
    text: '{count, plural, one {# message from Shopify could not be used} other {# messages from Shopify could not be used}}',
    group: 'shop',
  },
  'step.blocked': {
    text: '{count, plural, one {# step was blocked} other {# steps were blocked}}',
    group: 'steps',
  },
  'mail.failed': {
    text: '{count, plural, one {# mail could not be sent} other {# mails could not be sent}}',
    group: 'shop',
  },
  'person.returned': {
    text: '{count, plural, one {# person came back who had been erased} other {# people came back who had been erased}}',
    group: 'requests',
  },
  'request.opened': {
    text: '{count, plural, one {# request came in} other {# requests came in}}',
    group: 'requests',
  },
  'request.ready': {
    text: '{count, plural, one {# answer became ready to review} other {# answers became ready to review}}',
    group: 'requests',
  },
  'plan.proposed': {
    text: '{count, plural, one {# plan was proposed} other {# plans were proposed}}',
    group: 'plans',
  },
  'plan.approved': {
    text: '{count, plural, one {# plan was approved} other {# plans were approved}}',
    group: 'plans',
  },
  'plan.done': {
    text: '{count, plural, one {# plan was carried out} other {# plans were carried out}}',
    group: 'plans',
  },
  'release.made': {
    text: '{count, plural, one {# answer was released} other {# answers were released}}',
    group: 'answers',
  },
  'redact.done': {
    text: '{count, plural, one {Shopify erased # customer} other {Shopify erased # customers}}',
    group: 'erasure',
  },
  'erasure.done': {
    text: '{count, plural, one {# erasure was carried out} other {# erasures were carried out}}',
    group: 'erasure',
  },
  'comment.added': {
    text: '{count, plural, one {# comment was added} other {# comments were added}}',
    group: 'requests',
  },
  'request.closed': {
    text: '{count, plural, one {# request was closed} other {# requests were closed}}',
    group: 'requests',
  },
  'settings.changed': {
    text: '{count, plural, one {# setting was changed} other {# settings were changed}}',
    group: 'staff',
  },
} as const satisfies Partial<Record<AuditEventType, NewsRow>>;
export type NewsType = keyof typeof NEWS;
export const NEWS_TYPES = Object.keys(NEWS) as NewsType[];

/** So many of one kind, in words. */
export const newsText = (type: NewsType, count: number): Saying => say(NEWS[type].text, { count });
