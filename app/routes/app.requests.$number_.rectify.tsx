import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Banner, Layout, Page } from '@shopify/polaris';
import { RectifyForm, type Refusal } from '../components/rectify-form.tsx';
import { rectifyView } from '../components/rectify-view.ts';
import { wholeNumber } from '../core/whole-number.ts';
import { composition } from '../deps.server.ts';
import { answering } from '../failure.server.ts';
import { readForm } from '../form.server.ts';
import { type Proposal, proposeRectification } from '../services/propose-rectification.ts';
import { readPersonFields } from '../services/read-person-fields.ts';
import { requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data: form }) => [
  { title: form ? `Changes for request #${form.number} · Privacy Desk` : 'Privacy Desk' },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId, shopDomain } = await requireStaff(request);
  const number = wholeNumber(params.number);
  const { deps } = composition();
  const form = number === null ? null : await readPersonFields(deps, { shopId, shopDomain, number });
  if (form === null) throw data(null, { status: 404 });
  return rectifyView(form);
}

/** Why a plan did not come about. */
const MESSAGES: Record<Exclude<Proposal['outcome'], 'proposed' | 'failed'>, string> = {
  unchanged: 'What you entered is what Shopify has already. Nothing is lost; change a field, then save.',
  'not-there':
    'A plan of this request was approved in the meantime, or the customer record is gone from Shopify. Nothing was changed. Go back to the request to see where it stands.',
  refused: 'Some fields need another look; it is said beside each. What you entered is kept.',
};

const problemsOf = (proposal: Proposal): Refusal => ({
  message:
    proposal.outcome === 'failed'
      ? `${proposal.message} What you entered is kept; try again.`
      : MESSAGES[proposal.outcome as keyof typeof MESSAGES],
  problems: proposal.outcome === 'refused' ? proposal.problems : {},
});

export async function action({ request, params }: ActionFunctionArgs) {
  const { shopId, shopDomain, actor } = await requireStaff(request);
  const number = wholeNumber(params.number);
  const fields = Object.entries(await readForm(request));
  const sent = Object.fromEntries(
    fields.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
  if (number === null) throw data(null, { status: 404 });
  const proposing = proposeRectification(composition().deps, { shopId, shopDomain, number, sent, actor });
  const proposal = await answering(proposing);
  if (proposal.outcome === 'proposed') return redirect(`/app/requests/${number}`);
  return data(problemsOf(proposal), { status: 422 });
}

export default function Rectify() {
  const form = useLoaderData<typeof loader>();
  const url = `/app/requests/${form.number}`;
  return (
    <Page
      title="Enter what is to be changed"
      subtitle="This is what Shopify has now. Correct it; the changes become a plan for you to approve."
      backAction={{ content: `Request #${form.number}`, url }}
    >
      <Layout>
        <Layout.Section>
          {form.outcome === 'read' && <RectifyForm form={form} />}
          {form.outcome === 'no-record' && (
            <Banner
              tone="warning"
              title="Shopify has no customer record for this person"
              action={{ content: 'Back to the request', url }}
            >
              <p>
                They ordered as a guest, or the record was deleted. Change what stands in their orders on each
                order’s page in Shopify; then close the request as answered otherwise.
              </p>
            </Banner>
          )}
          {form.outcome === 'failed' && (
            <Banner
              tone="critical"
              title="Shopify could not be asked"
              action={{ content: 'Try again', url: `${url}/rectify` }}
            >
              <p>{form.message} Nothing was changed.</p>
            </Banner>
          )}
        </Layout.Section>
      </Layout>
    </Page>
  );
}
