import { writeActivityFilter } from '../core/activity.ts';
import type { DueText } from '../core/date-text.ts';
import { dueText, momentText, shortDayText } from '../core/date-text.ts';
import { MOST_COUNTED, writeQuery } from '../core/inbox.ts';
import { localDay } from '../core/local-day.ts';
import { NEWS, newsText } from '../core/news.ts';
import { type Saying, say } from '../core/saying.ts';
import { type Home, PILES, type Pile, type PileName, type Setup } from '../services/read-home.ts';
import { kindLabel, personText } from './request-words.ts';

export interface PileView {
  name: PileName;
  title: Saying;
  count: Saying;
  /** Something lies there that must not wait. */
  loud: boolean;
  /** The inbox that shows all of them. */
  url: string;
  /** Said where there is none. */
  none: Saying;
  first: { number: number; kind: string; person: string; due: DueText }[];
}

export interface ChartView {
  /** The weeks, by their Mondays. */
  labels: Saying[];
  series: { name: Saying; values: number[]; texts: Saying[] }[];
  /** The greatest value of the axis. */
  most: number;
}

export interface SetupItem {
  done: boolean;
  title: Saying;
  text: Saying;
  link: { text: Saying; url: string } | null;
}

export interface HomeView {
  any: boolean;
  alarms: number;
  piles: PileView[];
  flow: ChartView;
  onTime: ChartView;
  /** How many of those answered in these weeks were in time; null where none was answered. */
  onTimeText: Saying | null;
  since: Saying | null;
  news: { text: Saying; url: string }[];
  /** Null where nothing is left to be set up, or the list is hidden. */
  setup: { items: SetupItem[]; mayHide: boolean } | null;
}

/** Of many: other languages tell that from one. */
const RECEIVED = say('{count, plural, one {Received} other {Received}}', { count: 2 });

const PILE_WORDS: Record<PileName, { title: Saying; none: Saying; loud: boolean }> = {
  overdue: { title: 'Overdue', none: 'Nothing is overdue.', loud: true },
  'due-soon': { title: 'Due within 7 days', none: 'Nothing is due this week.', loud: false },
  blocked: { title: 'Blocked', none: 'Nothing is stuck.', loud: true },
  waiting: {
    title: 'Waiting for you',
    none: 'No answer to review, no plan to approve.',
    loud: false,
  },
};

/** Nobody counts further. */
export const countText = (count: number): Saying =>
  count > MOST_COUNTED ? say('{count, number}+', { count: MOST_COUNTED }) : say('{count, number}', { count });

function pileView({ name, count, first }: Pile, today: string): PileView {
  const { title, none, loud } = PILE_WORDS[name];
  return {
    ...{ name, title, none, loud: loud && count > 0 },
    count: countText(count),
    url: `/app/requests?${writeQuery(PILES[name])}`,
    first: first.map(({ number, kind, subject, due }) => ({
      ...{ number, kind: kindLabel(kind), person: personText(kind, subject), due: dueText(due, today) },
    })),
  };
}

const number = (count: number): Saying => say('{count, number}', { count });
const percent = (part: number, whole: number): number => Math.round((100 * part) / whole);

function charts({ weeks }: Home): Pick<HomeView, 'flow' | 'onTime' | 'onTimeText'> {
  const labels = weeks.map(({ monday }) => shortDayText(monday));
  const received = weeks.map((week) => week.received);
  const answered = weeks.map((week) => week.closed);
  const shares = weeks.map(({ closed, onTime }) => (closed === 0 ? 0 : percent(onTime, closed)));
  const closed = answered.reduce((sum, each) => sum + each, 0);
  const onTime = weeks.reduce((sum, week) => sum + week.onTime, 0);
  return {
    flow: {
      labels,
      series: [
        { name: RECEIVED, values: received, texts: received.map(number) },
        { name: 'Answered', values: answered, texts: answered.map(number) },
      ],
      most: Math.max(1, ...received, ...answered),
    },
    onTime: {
      labels,
      series: [
        {
          name: 'Answered on time',
          values: shares,
          texts: weeks.map((week, at) =>
            week.closed === 0 ? say('none answered') : say('{share, number} %', { share: shares[at] ?? 0 }),
          ),
        },
      ],
      most: 100,
    },
    onTimeText:
      closed === 0
        ? null
        : say('{onTime, number} of {closed, number} on time ({share, number} %)', {
            ...{ onTime, closed, share: percent(onTime, closed) },
          }),
  };
}

const SETTINGS = '/app/settings';

function setupItems({ webhooks, scopes, mail, country }: Setup): SetupItem[] {
  return [
    {
      done: webhooks,
      title: 'Messages from Shopify arrive',
      text: webhooks
        ? 'Requests that customers make through Shopify appear here by themselves.'
        : 'None has arrived yet, as in every new shop. Send yourself a request from a customer’s page in Shopify to see one come in.',
      link: null,
    },
    {
      done: scopes.granted === scopes.all,
      title: 'Access to all that answers need',
      text:
        scopes.granted === scopes.all
          ? 'Every optional access is granted.'
          : say(
              '{granted, number} of {all, number} optional accesses are granted. Grant those that your shop uses; without them answers name what is missing.',
              scopes,
            ),
      link: { text: 'Look at the accesses', url: SETTINGS },
    },
    {
      done: mail,
      title: 'Mails can be sent',
      text: mail
        ? 'A mail server is set.'
        : 'No mail server is set. Whoever runs Privacy Desk for you sets it up, as docs/operations.md says under “Mail”; without it you get no mail when the app is uninstalled.',
      link: null,
    },
    {
      done: country,
      title: 'Country and time zone',
      text: country
        ? 'Due dates are days of your time zone.'
        : 'The country of your shop is not known yet. Set it, and look whether the time zone is right.',
      link: { text: 'Set the country', url: SETTINGS },
    },
  ];
}

function setupView({ setup, mayHideSetup }: Home): HomeView['setup'] {
  if (setup === null) return null;
  const items = setupItems(setup);
  return items.every(({ done }) => done) ? null : { items, mayHide: mayHideSetup };
}

/** The home page in words, told on the server. */
export function homeView(home: Home): HomeView {
  const { any, alarms, piles, since, news, timeZone, today } = home;
  const from = since && localDay(new Date(since), timeZone);
  return {
    ...{ any, alarms },
    piles: piles.map((pile) => pileView(pile, today)),
    ...charts(home),
    since: since && momentText(since, timeZone),
    news: news.map(({ type, count }) => ({
      text: newsText(type, count),
      url: `/app/activity?${writeActivityFilter({ group: NEWS[type].group, from })}`,
    })),
    setup: setupView(home),
  };
}
