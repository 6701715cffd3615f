/**
 * What the browser tests must have looked at, on a wide screen and a narrow one. `expectUsable` writes down what it
 * has seen; a whole run fails on what nobody saw (`seen-all.ts`). A new route, kind or state is wanted by itself.
 */
import { appendFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import { inject, vi } from 'vitest';
import type { RequestView } from '#app/components/request-view.ts';
import { PLAN_STATES, type PlanState } from '#app/core/plan.ts';
import { RELEASE_STATES } from '#app/core/release.ts';
import { type RequestKind, type RequestState, STEP_STATES } from '#app/core/request.ts';
import { ROLE_NAMES } from '#app/core/role.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A file to which each sight is appended. */
    sights: string;
  }
}

const ROUTES = resolve(import.meta.dirname, '../../app/routes');

/** Every file of `app/routes` is a page, but for these. */
const NO_PAGES: Record<string, string> = {
  _index: 'leads to the app',
  app: 'what every page of the app stands in',
  'auth.$': 'Shopify’s library answers',
  'app.activity_.export': 'a file',
  'app.requests_.export': 'a file',
  'app.requests.$number_.retained': 'a file',
};
const pages = readdirSync(ROUTES)
  .map((file) => file.replace(/\.tsx$/, ''))
  .filter((name) => !Object.hasOwn(NO_PAGES, name));

const BY_PLAN = ['received', 'planned', 'approved', 'carrying-out', 'closed'] as const;
/** Where a request of each kind may stand. */
const REQUESTS: Record<RequestKind, readonly RequestState[]> = {
  access: ['received', 'gathering', 'ready', 'releasing', 'released', 'closed'],
  erasure: [...BY_PLAN, 'erasing'],
  rectification: BY_PLAN,
  restriction: BY_PLAN,
  objection: BY_PLAN,
  'opt-out': BY_PLAN,
  // While it is carried out, its keys are gone already, and whoever opens the app has it kept.
  'shop-erasure': ['received', 'closed'],
};
/** A plan that was called off, or that another took the place of, is no longer shown. */
const HIDDEN_PLANS: PlanState[] = ['undone', 'replaced'];

/** Pages without the app's scripts, by what they say; whoever looks at one names it. */
const PLAIN = {
  'auth.login': ['open the app in the admin'],
  'download.$token': ['archive', 'password refused', 'gone', 'outdated', 'broken'],
  'privacy.confirm.$token': ['link', 'gone'],
  'privacy.request': ['request', 'withdraw', 'over'],
  // Not a route: the door answers itself.
  proxy: ['form', 'form with problems', 'taken'],
  'register.$token': ['register', 'password refused', 'gone', 'broken'],
} as const;
type Plain = typeof PLAIN;
export type PlainSight = { [Page in keyof Plain]: `${Page}: ${Plain[Page][number]}` }[keyof Plain];

const each = (name: string, states: Iterable<string>): string[] =>
  [...states].map((state) => `${name}: ${state}`);

export const WANTED: readonly string[] = [
  ...each('page', pages),
  ...Object.entries(PLAIN).flatMap(([page, states]) => each(page, states)),
  ...Object.entries(REQUESTS).flatMap(([kind, states]) => each(`request: ${kind}`, states)),
  ...each(
    'plan',
    Object.keys(PLAN_STATES).filter((state) => !HIDDEN_PLANS.includes(state as PlanState)),
  ),
  ...each('step', [...Object.keys(STEP_STATES), 'postponed', 'scheduled']),
  ...each('release', Object.keys(RELEASE_STATES)),
  ...each('card', ['something has changed', 'erasure at Shopify']),
  ...each('home', ['no request yet', 'requests']),
  ...each('inbox', ['no request yet', 'none matches', 'requests']),
  ...each('activity', ['nothing matches', 'events', 'messages that could not be used']),
  ...each('problem', ['nothing at this address', 'the page fails']),
  ...each('reader', ROLE_NAMES),
];

/** What the loaders of the pages say, as far as it tells states apart. */
interface Data {
  'routes/app': { role: string };
  'routes/app._index': { any: boolean };
  'routes/app.requests._index': { any: boolean; rows: unknown[] };
  'routes/app.requests.$number': Pick<
    RequestView,
    'kind' | 'state' | 'plan' | 'steps' | 'release' | 'drift' | 'redact'
  >;
  'routes/app.activity': { events: unknown[]; count: number };
}
const STATES: { [Route in keyof Data]: (data: Data[Route]) => string[] } = {
  'routes/app': ({ role }) => [`reader: ${role}`],
  'routes/app._index': ({ any }) => [any ? 'home: requests' : 'home: no request yet'],
  'routes/app.requests._index': ({ any, rows }) => [
    rows.length > 0 ? 'inbox: requests' : any ? 'inbox: none matches' : 'inbox: no request yet',
  ],
  'routes/app.requests.$number': ({ kind, state, plan, steps, release, drift, redact }) => [
    `request: ${kind}: ${state}`,
    ...(plan ? [`plan: ${plan.state}`] : []),
    ...each(
      'step',
      steps.map((step) => step.state),
    ),
    ...(release ? [`release: ${release.state}`] : []),
    ...(drift ? ['card: something has changed'] : []),
    ...(redact ? ['card: erasure at Shopify'] : []),
  ],
  'routes/app.activity': ({ events, count }) => [
    events.length > 0 ? 'activity: events' : 'activity: nothing matches',
    ...(count > 0 ? ['activity: messages that could not be used'] : []),
  ],
};

/** As much of Remix' router as is looked at. */
interface Router {
  state: {
    matches: { route: { id: string } }[];
    loaderData: Partial<Data>;
    errors: Record<string, { status?: number }> | null;
    navigation: { state: string };
  };
}

interface Place {
  routes: string[];
  data: Partial<Data>;
  /** The status of what went wrong; 500 for whatever has none. */
  problem: number | null;
}

/** Where the router in the browser is; null until it has taken over what the server wrote. */
function placeIn({ ownerDocument }: Element): Place | null {
  const { __remixRouter: router } = (ownerDocument.defaultView ?? {}) as { __remixRouter?: Router };
  if (router?.state.navigation.state !== 'idle') return null;
  const { matches, loaderData, errors } = router.state;
  return {
    routes: matches.map(({ route }) => route.id),
    data: JSON.parse(JSON.stringify(loaderData)),
    problem: errors === null ? null : (Object.values(errors)[0]?.status ?? 500),
  };
}

function sightsOf({ routes, data, problem }: Place): string[] {
  const page = routes.at(-1)?.replace('routes/', '') ?? '';
  if (problem !== null)
    return problem === 404
      ? ['problem: nothing at this address', ...(page === 'app.$' ? [`page: ${page}`] : [])]
      : ['problem: the page fails'];
  const states = (Object.keys(STATES) as (keyof Data)[]).flatMap((route) => {
    const given = data[route];
    return given === undefined || given === null ? [] : (STATES[route] as (of: unknown) => string[])(given);
  });
  return [`page: ${page}`, ...states];
}

export type Screen = 'wide' | 'narrow';
const screenOf = (width: number): Screen | null => (width <= 360 ? 'narrow' : width >= 1280 ? 'wide' : null);

function note(sights: readonly string[], width: number): void {
  const screen = screenOf(width);
  if (screen === null) return;
  appendFileSync(inject('sights'), sights.map((sight) => `${screen} ${sight}\n`).join(''));
}

/** Writes down what is on a page of the app. @param root its `html`, once React has taken it over */
export async function noteApp(root: Locator, width: number): Promise<void> {
  const place = await vi.waitUntil(() => root.evaluate(placeIn), { timeout: 30_000, interval: 20 });
  note(sightsOf(place), width);
}

/** Writes down what a plain page is. */
export function notePlain(sight: PlainSight, width: number): void {
  note([`page: ${sight.split(': ')[0]}`, sight], width);
}

/** @param text the run's file @returns of each sight that is wanted, on which screens nobody has seen it */
export function unseen(text: string): Map<string, Screen[]> {
  const seen = new Set(text.split('\n'));
  return new Map(
    WANTED.map((sight) => {
      const screens: Screen[] = ['wide', 'narrow'];
      return [sight, screens.filter((screen) => !seen.has(`${screen} ${sight}`))];
    }),
  );
}
