import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Banner, Layout, Page } from '@shopify/polaris';
import { useMay } from '../components/may.tsx';
import { pageTitle } from '../components/page-title.ts';
import { RectifyForm, type Refusal } from '../components/rectify-form.tsx';
import { rectifyView } from '../components/rectify-view.ts';
import { useT } from '../components/words.tsx';
import { say, sentences } from '../core/saying.ts';
import { wholeNumber } from '../core/whole-number.ts';
import { composition } from '../deps.server.ts';
import { answering } from '../failure.server.ts';
import { readForm } from '../form.server.ts';
import { answerLanguage } from '../language.server.ts';
import { type Proposal, proposeRectification } from '../services/propose-rectification.ts';
import { readPersonFields } from '../services/read-person-fields.ts';
import { requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data: form, matches }) =>
  pageTitle(matches, form ? say('Changes for request #{number}', { number: form.number }) : undefined);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId, shopDomain } = await requireStaff(request);
  const number = wholeNumber(params.number);
  const { deps } = composition();
  const form = number === null ? null : await readPersonFields(deps, { shopId, shopDomain, number });
  if (form === null) throw data(null, { status: 404 });
  return rectifyView(form, await answerLanguage(request));
}

/** Why a plan did not come about. */
const MESSAGES: Record<Exclude<Proposal['outcome'], 'proposed' | 'failed'>, string> = {
  unchanged: say('What you entered is what Shopify has already. Nothing is lost; change a field, then save.'),
  'not-there': say(
    'A plan of this request was approved in the meantime, or the customer record is gone from Shopify. Nothing was changed. Go back to the request to see where it stands.',
  ),
  refused: say('Some fields need another look; it is said beside each. What you entered is kept.'),
};

const problemsOf = (proposal: Proposal): Refusal => ({
  message:
    proposal.outcome === 'failed'
      ? sentences(proposal.message, 'What you entered is kept; try again.')
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
  const t = useT();
  const mayChange = useMay('requests.handle');
  const form = useLoaderData<typeof loader>();
  const url = `/app/requests/${form.number}`;
  return (
    <Page
      title={t('Enter what is to be changed')}
      subtitle={t('This is what Shopify has now. Correct it; the changes become a plan for you to approve.')}
      backAction={{ content: t('Request #{number}', { number: form.number }), url }}
    >
      <Layout>
        <Layout.Section>
          {form.outcome === 'read' && mayChange && <RectifyForm form={form} />}
          {form.outcome === 'read' && !mayChange && (
            <Banner tone="info" title={t('Your role is to look')}>
              <p>{t('Changes are entered by owners and handlers of Privacy Desk in this shop.')}</p>
            </Banner>
          )}
          {form.outcome === 'no-record' && (
            <Banner
              tone="warning"
              title={t('Shopify has no customer record for this person')}
              action={{ content: t('Back to the request'), url }}
            >
              <p>
                {t(
                  'They ordered as a guest, or the record was deleted. Change what stands in their orders on each order’s page in Shopify; then close the request as answered otherwise.',
                )}
              </p>
            </Banner>
          )}
          {form.outcome === 'failed' && (
            <Banner
              tone="critical"
              title={t('Shopify could not be asked')}
              action={{ content: t('Try again'), url: `${url}/rectify` }}
            >
              <p>{t(sentences(form.message, 'Nothing was changed.'))}</p>
            </Banner>
          )}
        </Layout.Section>
      </Layout>
    </Page>
  );
}
