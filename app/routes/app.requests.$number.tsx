import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BlockStack, Layout, Page } from '@shopify/polaris';
import { z } from 'zod';
import { ChosenWayProvider } from '../components/chosen-way.tsx';
import { Clocks } from '../components/clocks.tsx';
import { DeadlineCard } from '../components/deadline-card.tsx';
import { DriftCard } from '../components/drift-card.tsx';
import { Gaps } from '../components/gaps.tsx';
import { Holdings, Related } from '../components/holdings.tsx';
import { InboxOwner } from '../components/inbox-owner.tsx';
import { NextAction } from '../components/next-action.tsx';
import { OtherThanPlanned } from '../components/other-than-planned.tsx';
import { pageTitle } from '../components/page-title.ts';
import { PersonCard } from '../components/person-card.tsx';
import { PlanCard } from '../components/plan-card.tsx';
import { RedactCard } from '../components/redact-card.tsx';
import { ReleaseCard } from '../components/release-card.tsx';
import { ReleaseForm } from '../components/release-form.tsx';
import { StateBadges } from '../components/request-badges.tsx';
import { type RequestView, requestView } from '../components/request-view.ts';
import { kindLabel } from '../components/request-words.ts';
import { RestrictionChannels } from '../components/restriction-channels.tsx';
import { ReturnedBanner } from '../components/returned-banner.tsx';
import { Steps } from '../components/steps.tsx';
import { Timeline } from '../components/timeline.tsx';
import { RUNNING_MS, useLiveData, WAITING_MS } from '../components/use-live-data.ts';
import { useT } from '../components/words.tsx';
import type { Actor } from '../core/audit.ts';
import { MOST_COMMENT } from '../core/comment.ts';
import { ERASURE_WAYS } from '../core/erasure-plan.ts';
import { DELAY_REASONS, EXTENSION_REASONS } from '../core/law/deadline-change.ts';
import { PAUSE_KINDS } from '../core/law/rule.ts';
import { DRIFT_ANSWERS, SKIP_REASONS } from '../core/partial-success.ts';
import { ARCHIVE_CONTENTS, CLOSING_REASONS } from '../core/release.ts';
import { CHANNEL_NAMES } from '../core/restriction.ts';
import { say } from '../core/saying.ts';
import { STAFF_CHECKS } from '../core/verification.ts';
import { composition } from '../deps.server.ts';
import { answering } from '../failure.server.ts';
import { readForm } from '../form.server.ts';
import { answerLanguage } from '../language.server.ts';
import { answerDrift } from '../services/answer-drift.ts';
import { approvePlan, undoPlan } from '../services/approve-plan.ts';
import { assignRequests } from '../services/assign-request.ts';
import { beginRequest } from '../services/begin-request.ts';
import { cancelRedact } from '../services/cancel-redact.ts';
import { changeReceipt } from '../services/change-receipt.ts';
import { changeResidence } from '../services/change-residence.ts';
import { chooseChannels } from '../services/choose-channels.ts';
import { chooseWay } from '../services/choose-way.ts';
import { closeRequest, reopenRequest } from '../services/close-request.ts';
import { addComment, removeComment } from '../services/comment.ts';
import { counterChange } from '../services/counter-change.ts';
import type { Deps } from '../services/deps.ts';
import { issueDownload } from '../services/download.ts';
import { keepShop } from '../services/erase-shop.ts';
import { extendDeadline } from '../services/extend-deadline.ts';
import { gatherAgain } from '../services/gather-again.ts';
import { handOverStep } from '../services/hand-over-step.ts';
import { liftRestriction } from '../services/lift-restriction.ts';
import { notePause } from '../services/note-pause.ts';
import { proposeAgain } from '../services/propose-again.ts';
import { readPlanPage } from '../services/read-plan-page.ts';
import { findRequest } from '../services/read-requests.ts';
import { requestRelease } from '../services/request-release.ts';
import { retryStep } from '../services/retry-step.ts';
import { skipStep } from '../services/skip-step.ts';
import { markVerified } from '../services/verify-request.ts';
import { withdrawRelease } from '../services/withdraw-release.ts';
import { requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data: request, matches }) =>
  pageTitle(matches, request ? say('Request #{number}', { number: request.number }) : undefined);

const params = z.object({
  number: z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number),
});

/** Of the changes of a plan; whatever else stands in the address is the first one. */
const changesPage = z.coerce.number().int().min(1).max(1_000_000).catch(1);

export async function loader({ request, params: given }: LoaderFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const place = params.safeParse(given);
  const found = place.success
    ? await findRequest(composition().deps, { shopId, number: place.data.number })
    : null;
  if (found === null) throw data(null, { status: 404 });
  const page = changesPage.parse(new URL(request.url).searchParams.get('changes'));
  const plan = await readPlanPage(composition().deps, { shopId, requestId: found.id, page });
  return requestView(found, actor, plan, await answerLanguage(request));
}

const keysOf = <Key extends string>(table: Record<Key, unknown>) => Object.keys(table) as [Key, ...Key[]];
const onRequest = { requestId: z.uuid() };
const onStep = { stepId: z.uuid() };
/** A field that may be left empty. */
const emptyOr = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.literal('').transform(() => null), schema]);
/** Why a date may move later than it stands. */
const delay = emptyOr(z.enum(keysOf(DELAY_REASONS)));
/** What a member of staff may send from this page, by the form's `intent`. */
const FORMS = {
  begin: z.object(onRequest),
  verify: z.object({ ...onRequest, check: z.enum(keysOf(STAFF_CHECKS)) }),
  retry: z.object(onStep),
  skip: z.object({ ...onStep, reason: z.enum(keysOf(SKIP_REASONS)) }),
  'hand-over': z.object({ ...onStep, to: z.string().regex(/^\d{0,20}$/) }),
  'answer-drift': z.object({
    ...onStep,
    answer: z.enum(keysOf(DRIFT_ANSWERS)),
    shown: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  'gather-again': z.object(onRequest),
  release: z.object({
    ...onRequest,
    content: z.enum(keysOf(ARCHIVE_CONTENTS)),
    identityChecked: z.literal('on').optional(),
  }),
  withdraw: z.object(onRequest),
  download: z.object(onRequest),
  close: z.object({ ...onRequest, reason: z.enum(keysOf(CLOSING_REASONS)).nullable().default(null) }),
  reopen: z.object(onRequest),
  'keep-shop': z.object(onRequest),
  'counter-change': z.object(onRequest),
  'lift-restriction': z.object({ ...onRequest, toldOn: z.iso.date() }),
  'choose-channels': z.object({
    ...onRequest,
    channels: z
      .string()
      .transform((names) => CHANNEL_NAMES.filter((channel) => names.split(',').includes(channel))),
  }),
  'cancel-redact': z.object(onRequest),
  'approve-plan': z.object({
    ...onRequest,
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    identityChecked: z.literal('on').optional(),
  }),
  'undo-plan': z.object(onRequest),
  'propose-again': z.object(onRequest),
  'choose-way': z.object({ ...onRequest, way: z.enum(keysOf(ERASURE_WAYS)) }),
  assign: z.object({ ...onRequest, owner: z.string().regex(/^\d{0,20}$/) }),
  comment: z.object({ ...onRequest, text: z.string().trim().min(1).max(MOST_COMMENT) }),
  'remove-comment': z.object({ commentId: z.uuid() }),
  'change-residence': z.object({
    ...onRequest,
    country: z.string().regex(/^(?:[A-Z]{2})?$/),
    region: z.string().regex(/^[A-Z]{0,3}$/),
    delay,
  }),
  'change-receipt': z.object({ ...onRequest, receivedOn: z.iso.date(), delay }),
  'extend-deadline': z.object({ ...onRequest, ground: z.enum(keysOf(EXTENSION_REASONS)) }),
  'note-pause': z.object({
    ...onRequest,
    kind: z.enum(keysOf(PAUSE_KINDS)),
    from: z.iso.date(),
    to: emptyOr(z.iso.date()),
  }),
};
type Intent = keyof typeof FORMS;
type By = { shopId: string; actor: Actor & { kind: 'staff' } };
/** `token`: the link that was asked for. */
type Outcome = { outcome: string; token?: string };

const ACTS: { [I in Intent]: (deps: Deps, sent: z.output<(typeof FORMS)[I]>, by: By) => Promise<Outcome> } = {
  begin: (deps, sent, by) => beginRequest(deps, { ...sent, ...by }),
  verify: (deps, sent, by) => markVerified(deps, { ...sent, ...by }),
  retry: (deps, sent, by) => retryStep(deps, { ...sent, ...by }),
  skip: (deps, sent, by) => skipStep(deps, { ...sent, ...by }),
  'hand-over': (deps, { to, ...sent }, by) =>
    handOverStep(deps, { ...sent, ...by, to: to === '' ? null : to }),
  'answer-drift': (deps, sent, by) => answerDrift(deps, { ...sent, ...by }),
  'gather-again': (deps, sent, by) => gatherAgain(deps, { ...sent, ...by }),
  release: (deps, { identityChecked, ...sent }, by) =>
    requestRelease(deps, { ...sent, ...by, identityChecked: identityChecked === 'on' }),
  withdraw: (deps, sent, by) => withdrawRelease(deps, { ...sent, ...by }),
  download: (deps, sent, by) => issueDownload(deps, { ...sent, ...by }),
  close: (deps, sent, by) => closeRequest(deps, { ...sent, ...by }),
  reopen: (deps, sent, by) => reopenRequest(deps, { ...sent, ...by }),
  'keep-shop': (deps, sent, by) => keepShop(deps, { ...sent, ...by }),
  'counter-change': (deps, sent, by) => counterChange(deps, { ...sent, ...by }),
  'choose-channels': (deps, sent, by) => chooseChannels(deps, { ...sent, ...by }),
  'lift-restriction': (deps, sent, by) => liftRestriction(deps, { ...sent, ...by }),
  'cancel-redact': (deps, sent, by) => cancelRedact(deps, { ...sent, ...by }),
  'approve-plan': (deps, { identityChecked, ...sent }, by) =>
    approvePlan(deps, { ...sent, ...by, identityChecked: identityChecked === 'on' }),
  'undo-plan': (deps, sent, by) => undoPlan(deps, { ...sent, ...by }),
  'propose-again': (deps, sent, by) => proposeAgain(deps, { ...sent, ...by }),
  'choose-way': (deps, sent, by) => chooseWay(deps, { ...sent, ...by }),
  assign: (deps, { requestId, owner }, by) =>
    assignRequests(deps, { ...by, ids: [requestId], owner: owner === '' ? null : owner }),
  comment: (deps, sent, by) => addComment(deps, { ...sent, ...by }),
  'remove-comment': (deps, sent, by) => removeComment(deps, { ...sent, ...by }),
  'change-residence': (deps, { country, region, ...sent }, by) =>
    changeResidence(deps, {
      ...{ ...sent, ...by },
      residence: country === '' ? null : { country, region: region === '' ? null : region },
    }),
  'change-receipt': (deps, sent, by) => changeReceipt(deps, { ...sent, ...by }),
  'extend-deadline': (deps, sent, by) => extendDeadline(deps, { ...sent, ...by }),
  'note-pause': (deps, { requestId, ...pause }, by) => notePause(deps, { requestId, pause, ...by }),
};

const isIntent = (intent: unknown): intent is Intent =>
  typeof intent === 'string' && Object.hasOwn(FORMS, intent);

async function act<I extends Intent>(intent: I, fields: unknown, by: By): Promise<Outcome | null> {
  const sent = FORMS[intent].safeParse(fields);
  if (!sent.success) return null;
  return answering(ACTS[intent](composition().deps, sent.data as z.output<(typeof FORMS)[I]>, by));
}

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const { intent, ...fields } = await readForm(request);
  const outcome = isIntent(intent) ? await act(intent, fields, { shopId, actor }) : null;
  if (outcome === null) return data({ intent: 'unknown', outcome: 'unusable' }, { status: 400 });
  return { intent, ...outcome };
}

/** The archive is being made, or downloaded in another tab; a plan waits for its time. */
const LIVE_MS: Record<string, number> = {
  ...{ releasing: RUNNING_MS, released: WAITING_MS },
  ...{ approved: WAITING_MS, 'carrying-out': WAITING_MS },
};

/** A plan that a step has made of what stands in Shopify; others are made from a form, or lift what such a one did. */
const canReadAgain = ({ steps, plan }: RequestView): boolean =>
  steps.some(({ operation }) => operation.startsWith('propose-')) &&
  !plan?.operations.some(({ key }) => key.endsWith('lift-suppression'));

/** Nothing more is gathered for it. */
const ANSWERED = ['releasing', 'released', 'closed'];

export default function Request() {
  const t = useT();
  const request = useLoaderData<typeof loader>();
  const { number, kind, state, blocked, running, person } = request;
  useLiveData(running ? RUNNING_MS : (LIVE_MS[state] ?? null));
  return (
    <Page
      title={t('Request #{number}', { number })}
      titleMetadata={<StateBadges state={state} blocked={blocked.length > 0} />}
      subtitle={t('{kind}: {person}', { kind: say(kindLabel(kind)), person })}
      backAction={{ content: t('Requests'), url: '/app/requests' }}
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <ReturnedBanner returned={request.returned} />
            <ChosenWayProvider>
              <NextAction request={request} />
              <DriftCard drift={request.drift} />
              <PlanCard plan={request.plan} canReadAgain={canReadAgain(request)} />
            </ChosenWayProvider>
            <RedactCard requestId={request.id} number={number} redact={request.redact} />
            <RestrictionChannels request={request} />
            <OtherThanPlanned request={request} />
            <ReleaseForm request={request} />
            <ReleaseCard release={request.release} />
            <Clocks {...request.clocks} />
            <DeadlineCard request={request} />
            <Steps steps={request.steps} staff={request.staff} />
            <Gaps gaps={request.gaps} kind={kind} mendable={!ANSWERED.includes(request.state)} />
            <Related kind={kind} related={request.related} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <PersonCard request={request} />
            <InboxOwner request={request} />
            <Holdings holdings={request.holdings} state={state} />
            <Timeline requestId={request.id} events={request.events} shut={request.shut} />
          </BlockStack>
        </Layout.Section>
      </Layout>
    </Page>
  );
}
