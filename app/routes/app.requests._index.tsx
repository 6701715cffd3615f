import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData, useNavigate, useNavigation } from '@remix-run/react';
import { Banner, BlockStack, Card, Page } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { AlarmBanner } from '../components/alarm-banner.tsx';
import { InboxAssign } from '../components/inbox-assign.tsx';
import { InboxFilters } from '../components/inbox-filters.tsx';
import { InboxSearch, type SearchAnswer } from '../components/inbox-search.tsx';
import { type BulkAct, InboxTable } from '../components/inbox-table.tsx';
import { type FoundView, foundView, type InboxRow, inboxView } from '../components/inbox-view.ts';
import { useMay } from '../components/may.tsx';
import { NoRequests, NothingInView } from '../components/no-requests.tsx';
import { pageTitle } from '../components/page-title.ts';
import { useInboxExport } from '../components/use-inbox-export.ts';
import { RUNNING_MS, useLiveData, WAITING_MS } from '../components/use-live-data.ts';
import { useT } from '../components/words.tsx';
import type { Actor } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import { type InboxQuery, readQuery, writeQuery } from '../core/inbox.ts';
import { addressOf, queryOfView } from '../core/inbox-place.ts';
import { type Saying, say } from '../core/saying.ts';
import { composition } from '../deps.server.ts';
import { readForm } from '../form.server.ts';
import { assignRequests } from '../services/assign-request.ts';
import { listRequests } from '../services/list-requests.ts';
import { deleteView, saveView } from '../services/save-view.ts';
import { searchRequests } from '../services/search-requests.ts';
import { requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Requests');

const place = z.object({
  before: z.string().max(20).nullable().catch(null),
  after: z.string().max(20).nullable().catch(null),
});

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const { searchParams: address } = new URL(request.url);
  const at = place.parse({ before: address.get('before'), after: address.get('after') });
  const list = await listRequests(composition().deps, { shopId, reader: actor, address, ...at });
  return inboxView(list, actor);
}

const viewName = z.string().trim().min(1).max(40);
const query = z
  .string()
  .max(2_000)
  .transform((text): InboxQuery => readQuery(new URLSearchParams(text)));
const MOST_AT_ONCE = 50;
/** What a member of staff may send from this page, by the form's `intent`. */
const form = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('search'), words: z.string().trim().min(1).max(200) }),
  z.object({
    intent: z.literal('assign'),
    ids: z
      .string()
      .transform((ids) => ids.split(','))
      .pipe(z.array(z.uuid()).max(MOST_AT_ONCE)),
    owner: z.union([z.literal('').transform(() => null), z.string().regex(/^\d{1,20}$/)]),
  }),
  z.object({
    intent: z.literal('save-view'),
    viewId: z.uuid().nullable().default(null),
    name: viewName,
    query,
  }),
  z.object({ intent: z.literal('rename-view'), viewId: z.uuid(), name: viewName }),
  z.object({ intent: z.literal('delete-view'), viewId: z.uuid() }),
]);
type Sent = z.output<typeof form>;

/** What became of an act, in the words of the page; `view`: the tab to show. */
interface Answer extends SearchAnswer {
  problem: Saying | null;
  view: string | null;
}
const NOTHING: Answer = { search: null, problem: null, view: null };

const PROBLEMS: Record<string, { text: Saying }> = {
  'unknown-staff': {
    text: 'This member of staff is not known here. They have to open Privacy Desk once.',
  },
  'name-taken': {
    text: 'You have a view of this name already. The view was not saved: choose another name.',
  },
  'too-many': { text: 'You have 30 views, which is as many as there can be. Delete one first.' },
  'not-there': { text: 'This view is not there any more. Nothing was changed.' },
};
const UNREADABLE = 'That could not be read, and nothing was changed. Try it again.';

type By = { shopId: string; shopDomain: string; actor: Actor & { kind: 'staff' } };
const ACTS: { [I in Sent['intent']]: (sent: Extract<Sent, { intent: I }>, by: By) => Promise<Answer> } = {
  search: async ({ words }, { actor, ...by }) => {
    const found = await searchRequests(composition().deps, { ...by, words });
    return { ...NOTHING, search: foundView(found, actor) };
  },
  assign: async ({ ids, owner }, by) => {
    const { outcome } = await assignRequests(composition().deps, { ...by, ids, owner });
    return { ...NOTHING, problem: PROBLEMS[outcome]?.text ?? null };
  },
  'save-view': async ({ viewId, name, query }, by) => {
    const saved = await saveView(composition().deps, { ...by, viewId, name, query });
    if (saved.outcome === 'saved') return { ...NOTHING, view: saved.viewId };
    return { ...NOTHING, problem: PROBLEMS[saved.outcome]?.text ?? null };
  },
  'rename-view': async ({ viewId, name }, by) => {
    const { outcome } = await saveView(composition().deps, { ...by, viewId, name, query: null });
    return { ...NOTHING, problem: PROBLEMS[outcome]?.text ?? null };
  },
  'delete-view': async ({ viewId }, by) => {
    await deleteView(composition().deps, { ...by, viewId });
    return NOTHING;
  },
};

async function act<I extends Sent['intent']>(sent: Extract<Sent, { intent: I }>, by: By): Promise<Answer> {
  try {
    return await ACTS[sent.intent as I](sent, by);
  } catch (error) {
    if (error instanceof Failure && error.code === 'not-allowed')
      return { ...NOTHING, problem: error.message };
    throw error;
  }
}

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, shopDomain, actor } = await requireStaff(request);
  const sent = form.safeParse(await readForm(request));
  if (!sent.success) return data({ ...NOTHING, problem: UNREADABLE }, { status: 400 });
  return act(sent.data, { shopId, shopDomain, actor });
}

const HERE = '/app/requests?index';

export default function Requests() {
  const t = useT();
  const mayHandle = useMay('requests.handle');
  const inbox = useLoaderData<typeof loader>();
  const navigation = useNavigation();
  const navigate = useNavigate();
  const search = useFetcher<Answer>();
  const acting = useFetcher<Answer>();
  const [found, setFound] = useState<FoundView | null>(null);
  const [giving, setGiving] = useState<InboxRow[] | null>(null);
  const { rows, previous, next, any, place, savedViews, staff } = inbox;
  const { view, query } = place;
  const exporting = useInboxExport(query);
  useLiveData(rows.some(({ state, blocked }) => state === 'gathering' && !blocked) ? RUNNING_MS : WAITING_MS);

  const go = (to: string, wanted: InboxQuery | null) => {
    const asked = wanted ?? queryOfView(to, savedViews) ?? query;
    navigate(addressOf({ view: to, query: asked }, savedViews));
  };
  const made = acting.data?.view ?? null;
  // The tab exists once the page knows it.
  const isNew = made !== null && savedViews.some(({ id }) => id === made);
  useEffect(() => {
    if (made !== null && isNew) navigate(`/app/requests?view=${made}`);
  }, [made, isNew, navigate]);
  const send = (fields: Record<string, string>) => acting.submit(fields, { method: 'post', action: HERE });
  const assign = (chosen: InboxRow[], owner: string) => {
    send({ intent: 'assign', ids: chosen.map(({ id }) => id).join(','), owner });
    setGiving(null);
  };
  const me = staff[0]?.value ?? '';
  const exportAct: BulkAct = { content: say('Export CSV'), onAct: exporting.run };
  const acts: BulkAct[] = mayHandle
    ? [
        { content: say('Assign to me'), onAct: (chosen) => assign(chosen, me) },
        exportAct,
        { content: say('Assign to somebody'), onAct: setGiving },
        { content: say('Remove the owner'), onAct: (chosen) => assign(chosen, '') },
      ]
    : [exportAct];
  const here = addressOf(place, savedViews);
  const beside = (side: string, key: string | null) =>
    key === null ? undefined : `${here}${here.includes('?') ? '&' : '?'}${side}=${key}`;
  const pagination =
    (previous ?? next) === null
      ? undefined
      : {
          hasPrevious: previous !== null,
          hasNext: next !== null,
          previousURL: beside('after', previous),
          nextURL: beside('before', next),
          accessibilityLabel: t('Pages'),
        };
  const own = queryOfView(view, savedViews);
  const loading = navigation.location?.pathname === '/app/requests';
  const problem = acting.data?.problem ?? search.data?.problem ?? exporting.problem;
  return (
    <Page
      title={t('Requests')}
      fullWidth
      primaryAction={mayHandle ? { content: t('Start a request'), url: '/app/customers' } : undefined}
      secondaryActions={
        any
          ? [{ content: t('Export CSV'), onAction: () => exporting.run(null), loading: exporting.busy }]
          : undefined
      }
    >
      <BlockStack gap="400">
        <AlarmBanner alarms={inbox.alarms} />
        {problem && (
          <Banner tone="warning" title={t('That was not done')}>
            <p>{t(problem)}</p>
          </Banner>
        )}
        {any && <InboxSearch fetcher={search} onFound={setFound} />}
        {!any && (
          <Card padding="0">
            <NoRequests />
          </Card>
        )}
        {found && found.rows.length > 0 && (
          <Card padding="0">
            <InboxTable rows={found.rows} loading={search.state === 'submitting'} acts={acts} />
          </Card>
        )}
        {any && !found && (
          <Card padding="0">
            <InboxFilters
              inbox={inbox}
              loading={loading}
              changed={own === null || writeQuery(own) !== writeQuery(query)}
              go={go}
              acts={{
                save: (name, viewId) =>
                  send({ intent: 'save-view', name, query: writeQuery(query), ...(viewId && { viewId }) }),
                rename: (viewId, name) => send({ intent: 'rename-view', viewId, name }),
                remove: (viewId) => {
                  send({ intent: 'delete-view', viewId });
                  if (viewId === view) go('open', null);
                },
              }}
            />
            {rows.length === 0 ? (
              <NothingInView onAll={() => go('all', null)} />
            ) : (
              <InboxTable
                key={`${here} ${rows[0]?.id}`}
                rows={rows}
                loading={loading}
                acts={acts}
                order={{ ...query, onSort: (sort, direction) => go(view, { ...query, sort, direction }) }}
                pagination={pagination}
              />
            )}
          </Card>
        )}
      </BlockStack>
      <InboxAssign rows={giving} staff={staff} onAssign={assign} onClose={() => setGiving(null)} />
    </Page>
  );
}
