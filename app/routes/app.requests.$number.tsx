import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BlockStack, Layout, Page } from '@shopify/polaris';
import { z } from 'zod';
import { Clocks } from '../components/clocks.tsx';
import { Gaps } from '../components/gaps.tsx';
import { Holdings, Related } from '../components/holdings.tsx';
import { NextAction } from '../components/next-action.tsx';
import { PersonCard } from '../components/person-card.tsx';
import { StateBadges } from '../components/request-badges.tsx';
import { requestView } from '../components/request-view.ts';
import { kindLabel } from '../components/request-words.ts';
import { Steps } from '../components/steps.tsx';
import { Timeline } from '../components/timeline.tsx';
import { RUNNING_MS, useLiveData } from '../components/use-live-data.ts';
import { composition } from '../deps.server.ts';
import { readForm } from '../form.server.ts';
import { closeRequest } from '../services/close-request.ts';
import { issueDownload } from '../services/download.ts';
import { gatherAgain } from '../services/gather-again.ts';
import { findRequest } from '../services/read-requests.ts';
import { retryStep } from '../services/retry-step.ts';
import { requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data: request }) => [
  { title: request ? `Request #${request.number} · Privacy Desk` : 'Privacy Desk' },
];

const params = z.object({
  number: z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number),
});
const form = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('download'), requestId: z.uuid() }),
  z.object({ intent: z.literal('retry'), stepId: z.uuid() }),
  z.object({ intent: z.enum(['close', 'reopen']), requestId: z.uuid() }),
  z.object({ intent: z.literal('gather-again'), requestId: z.uuid() }),
]);

export async function loader({ request, params: given }: LoaderFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const place = params.safeParse(given);
  const found = place.success
    ? await findRequest(composition().deps, { shopId, number: place.data.number })
    : null;
  if (found === null) throw data(null, { status: 404 });
  return requestView(found, actor);
}

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const { deps } = composition();
  const sent = form.safeParse(await readForm(request));
  if (!sent.success) return data({ intent: 'unknown', outcome: 'unusable' } as const, { status: 400 });
  if (sent.data.intent === 'download') {
    const { requestId } = sent.data;
    return { intent: 'download', ...(await issueDownload(deps, { shopId, requestId, actor })) } as const;
  }
  if (sent.data.intent === 'gather-again') {
    const { intent, requestId } = sent.data;
    return { intent, ...(await gatherAgain(deps, { shopId, requestId, actor })) } as const;
  }
  if (sent.data.intent !== 'retry') {
    const { intent, requestId } = sent.data;
    return { intent, ...(await closeRequest(deps, { shopId, requestId, move: intent, actor })) } as const;
  }
  const { stepId } = sent.data;
  return { intent: 'retry', ...(await retryStep(deps, { shopId, stepId, actor })) } as const;
}

export default function Request() {
  const request = useLoaderData<typeof loader>();
  const { number, kind, state, blocked, running, person } = request;
  useLiveData(running ? RUNNING_MS : null);
  return (
    <Page
      title={`Request #${number}`}
      titleMetadata={<StateBadges state={state} blocked={blocked.length > 0} />}
      subtitle={`${kindLabel(kind)}: ${person}`}
      backAction={{ content: 'Requests', url: '/app/requests' }}
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <NextAction request={request} />
            <Clocks {...request.clocks} />
            <Steps steps={request.steps} />
            <Gaps gaps={request.gaps} />
            <Related kind={kind} related={request.related} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <PersonCard request={request} />
            <Holdings holdings={request.holdings} state={state} />
            <Timeline events={request.events} />
          </BlockStack>
        </Layout.Section>
      </Layout>
    </Page>
  );
}
