import type { Unit } from '../adapters/db/unit.ts';
import type { Week } from '../adapters/db/weeks.ts';
import { OPTIONAL_SCOPES } from '../core/access-scope.ts';
import type { Actor } from '../core/audit.ts';
import { newId } from '../core/id.ts';
import { type InboxQuery, MOST_COUNTED, VIEWS } from '../core/inbox.ts';
import { localDay } from '../core/local-day.ts';
import { NEWS_TYPES, type NewsType } from '../core/news.ts';
import { may } from '../core/role.ts';
import type { Settings } from '../core/setting.ts';
import type { Deps } from './deps.ts';
import { readRole } from './know-staff.ts';
import { linesOf, questionOf, type RequestLine } from './list-requests.ts';
import { readSettings } from './read-settings.ts';

type HomeDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'mailer'>;
type Staff = Actor & { kind: 'staff' };

/** What calls for somebody, most pressing first, as the inbox shows it. */
export const PILES = {
  overdue: VIEWS.overdue.query,
  'due-soon': VIEWS['due-soon'].query,
  blocked: VIEWS.blocked.query,
  waiting: { filters: { waits: ['you'] }, sort: 'due', direction: 'asc' },
} as const satisfies Record<string, InboxQuery>;
export type PileName = keyof typeof PILES;

export interface Pile {
  name: PileName;
  /** One more than `MOST_COUNTED` where there are more. */
  count: number;
  first: RequestLine[];
}

/** What has to be in place, and whether it is. */
export interface Setup {
  /** A message of Shopify has arrived. */
  webhooks: boolean;
  /** Optional accesses that are granted, and how many there are. */
  scopes: { granted: number; all: number };
  mail: boolean;
  country: boolean;
}

export interface Home {
  piles: Pile[];
  weeks: Week[];
  /** What happened since then (ISO 8601); null on the first visit. */
  since: string | null;
  news: { type: NewsType; count: number }[];
  /** Null where it is hidden. */
  setup: Setup | null;
  /** Whoever looks may hide it. */
  mayHideSetup: boolean;
  alarms: number;
  /** The shop has had a request. */
  any: boolean;
  timeZone: string;
  /** `YYYY-MM-DD` */
  today: string;
}

const FIRST_FEW = 3;
const WEEKS = 8;
/** Somebody who was away for so long comes anew: what happened before is told until then. */
const VISIT_MS = 30 * 60_000;
/** A page that stands open is not noted all the time. */
const NOTED_EVERY_MS = 60_000;
/** Older news is no news. */
const MOST_NEWS_MS = 30 * 86_400_000;

async function readPile(
  deps: HomeDeps,
  unit: Unit,
  name: PileName,
  about: { reader: Staff; today: string },
): Promise<Pile> {
  const question = questionOf(PILES[name], about);
  const numbers = await unit.inbox({ ...question, beyond: null, take: MOST_COUNTED + 1 });
  const first = await linesOf(deps, unit, numbers.slice(0, FIRST_FEW), about.today);
  return { name, count: numbers.length, first };
}

/** Notes that somebody looks. @returns when they looked last before this visit; null = never */
async function noteLook({ now }: HomeDeps, unit: Unit, id: string): Promise<Date | null> {
  const { shopId, read, progress } = unit;
  const staff = await read.staff.findUnique({ where: { shopId_id: { shopId, id } } });
  if (!staff) return null;
  const { lookedAt, lookedBefore } = staff;
  const awayMs = lookedAt === null ? Number.POSITIVE_INFINITY : now().getTime() - lookedAt.getTime();
  const before = awayMs > VISIT_MS ? lookedAt : lookedBefore;
  if (awayMs > NOTED_EVERY_MS)
    await progress.staff.update({
      where: { shopId_id: { shopId, id } },
      data: { lookedAt: now(), lookedBefore: before },
    });
  return before;
}

/** How often each event happened since then that is worth telling; what the reader did is no news to them. */
async function readNews({ now }: HomeDeps, { read, shopId }: Unit, since: Date, reader: Staff) {
  const from = Math.max(since.getTime(), now().getTime() - MOST_NEWS_MS);
  // Ids sort by time, and the log is found by them.
  const after = newId(from, (size) => Buffer.alloc(size));
  const counts = await read.auditEvent.groupBy({
    by: ['type'],
    where: {
      ...{ shopId, id: { gt: after }, type: { in: [...NEWS_TYPES] } },
      NOT: { entry: { contains: `"actor":{"id":"${reader.id}","kind":"staff"}` } },
    },
    _count: true,
  });
  const countOf = new Map(counts.map(({ type, _count }) => [type, _count]));
  return NEWS_TYPES.flatMap((type) => {
    const count = countOf.get(type) ?? 0;
    return count > 0 ? [{ type, count }] : [];
  });
}

async function readSetup({ mailer }: HomeDeps, { read, shopId }: Unit, settings: Settings): Promise<Setup> {
  const { scopes } = await read.shop.findUniqueOrThrow({ where: { shopId } });
  const optional = Object.keys(OPTIONAL_SCOPES);
  return {
    webhooks: (await read.delivery.findFirst({ where: { shopId }, select: { id: true } })) !== null,
    scopes: { granted: optional.filter((scope) => scopes.includes(scope)).length, all: optional.length },
    mail: mailer.configured,
    country: settings.country !== null,
  };
}

/** What a member of staff finds when they come in: what calls for them, how it goes, and what is new. */
export function readHome(deps: HomeDeps, input: { shopId: string; reader: Staff }): Promise<Home> {
  const { shopId, reader } = input;
  return deps.unit(shopId, async (unit) => {
    const { read } = unit;
    const settings = await readSettings(unit);
    const { timeZone } = settings;
    const today = localDay(deps.now(), timeZone);
    const since = await noteLook(deps, unit, reader.id);
    const piles: Pile[] = [];
    for (const name of Object.keys(PILES) as PileName[])
      piles.push(await readPile(deps, unit, name, { reader, today }));
    return {
      ...{ piles, timeZone, today, since: since?.toISOString() ?? null },
      weeks: await unit.weeks({ now: deps.now(), timeZone, weeks: WEEKS }),
      news: since === null ? [] : await readNews(deps, unit, since, reader),
      setup: settings.setupList === 'shown' ? await readSetup(deps, unit, settings) : null,
      mayHideSetup: may(await readRole(unit, reader.id), 'settings.change'),
      alarms: await read.delivery.count({ where: { shopId, problem: { not: null } } }),
      any: (await read.request.findFirst({ where: { shopId }, select: { id: true } })) !== null,
    };
  });
}
