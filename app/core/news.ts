import type { ActivityGroup } from './activity.ts';
import type { AuditEventType } from './audit.ts';

interface NewsRow {
  one: string;
  many: string;
  group: ActivityGroup;
}

/** What somebody who comes back is told, by event, in this order; all else stands in the activity. */
export const NEWS = {
  'delivery.refused': {
    one: '1 message from Shopify could not be used',
    many: '{n} messages from Shopify could not be used',
    group: 'shop',
  },
  'step.blocked': { one: '1 step was blocked', many: '{n} steps were blocked', group: 'steps' },
  'mail.failed': { one: '1 mail could not be sent', many: '{n} mails could not be sent', group: 'shop' },
  'person.returned': {
    one: '1 person came back who had been erased',
    many: '{n} people came back who had been erased',
    group: 'requests',
  },
  'request.opened': { one: '1 request came in', many: '{n} requests came in', group: 'requests' },
  'request.ready': {
    one: '1 answer became ready to review',
    many: '{n} answers became ready to review',
    group: 'requests',
  },
  'plan.proposed': { one: '1 plan was proposed', many: '{n} plans were proposed', group: 'plans' },
  'plan.approved': { one: '1 plan was approved', many: '{n} plans were approved', group: 'plans' },
  'plan.done': { one: '1 plan was carried out', many: '{n} plans were carried out', group: 'plans' },
  'release.made': { one: '1 answer was released', many: '{n} answers were released', group: 'answers' },
  'redact.done': { one: 'Shopify erased 1 customer', many: 'Shopify erased {n} customers', group: 'erasure' },
  'erasure.done': {
    one: '1 erasure was carried out',
    many: '{n} erasures were carried out',
    group: 'erasure',
  },
  'comment.added': { one: '1 comment was added', many: '{n} comments were added', group: 'requests' },
  'request.closed': { one: '1 request was closed', many: '{n} requests were closed', group: 'requests' },
  'settings.changed': { one: '1 setting was changed', many: '{n} settings were changed', group: 'staff' },
} as const satisfies Partial<Record<AuditEventType, NewsRow>>;
export type NewsType = keyof typeof NEWS;
export const NEWS_TYPES = Object.keys(NEWS) as NewsType[];

/** So many of one kind, in words. */
export const newsText = (type: NewsType, count: number): string =>
  count === 1 ? NEWS[type].one : NEWS[type].many.replace('{n}', count.toLocaleString('en-US'));
