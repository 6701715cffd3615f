import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BlockStack, Layout, Page } from '@shopify/polaris';
import { z } from 'zod';
import { DisclosureCard } from '../components/disclosure-card.tsx';
import { Gaps } from '../components/gaps.tsx';
import { useMay } from '../components/may.tsx';
import { pageTitle } from '../components/page-title.ts';
import { PartList } from '../components/part-list.tsx';
import { RedactionCard } from '../components/redaction-card.tsx';
import { ReviewAdvice } from '../components/review-advice.tsx';
import { reviewView } from '../components/review-view.ts';
import { useT } from '../components/words.tsx';
import { DISCLOSURE_NAMES } from '../core/disclosure.ts';
import { say } from '../core/saying.ts';
import { wholeNumber } from '../core/whole-number.ts';
import { composition } from '../deps.server.ts';
import { answering } from '../failure.server.ts';
import { readForm } from '../form.server.ts';
import { chooseDisclosure } from '../services/choose-disclosure.ts';
import { readReview } from '../services/read-review.ts';
import { requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data: review, matches }) =>
  pageTitle(matches, review && say('Review of request #{number}', { number: String(review.number) }));

const form = z.object({ intent: z.literal('disclosure'), disclosure: z.enum(DISCLOSURE_NAMES) });

const NOT_READY =
  'The answer is being released, or already is: nothing in it can change, and nothing was changed. Withdraw the release first.';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const number = wholeNumber(params.number);
  const review = number === null ? null : await readReview(composition().deps, { shopId, number });
  if (review === null) throw data(null, { status: 404 });
  return reviewView(review, actor);
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const number = wholeNumber(params.number);
  const sent = form.safeParse(await readForm(request));
  if (!sent.success || number === null)
    return data({ message: say('Choose one of the rules.') }, { status: 400 });
  const { disclosure } = sent.data;
  const choosing = chooseDisclosure(composition().deps, { shopId, number, disclosure, actor });
  const { outcome } = await answering(choosing);
  return { message: outcome === 'chosen' ? null : NOT_READY };
}

export default function Review() {
  const t = useT();
  const mayEdit = useMay('requests.handle');
  const found = useLoaderData<typeof loader>();
  const review = { ...found, editable: found.editable && mayEdit };
  const { person, records, gaps } = review;
  const number = String(review.number);
  const url = `/app/requests/${number}`;
  return (
    <Page
      title={t('Review the data')}
      subtitle={t('Request #{number}: {person}', { number, person })}
      backAction={{ content: t('Request #{number}', { number }), url }}
      primaryAction={review.editable ? { content: t('Go on to release'), url } : undefined}
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <ReviewAdvice review={review} />
            {records > 0 && <PartList review={review} />}
            <Gaps gaps={gaps} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            {(records > 0 || review.redactions.length > 0) && <RedactionCard review={review} />}
            <DisclosureCard review={review} />
          </BlockStack>
        </Layout.Section>
      </Layout>
    </Page>
  );
}
