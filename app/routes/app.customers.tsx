import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData, useFetcher, useLoaderData, useNavigation, useSubmit } from '@remix-run/react';
import { Banner, BlockStack, Page } from '@shopify/polaris';
import { useCallback, useState } from 'react';
import { z } from 'zod';
import { type Candidate, ConfirmStart, type StartFields } from '../components/confirm-start.tsx';
import { CustomerSearchCard } from '../components/customer-search-card.tsx';
import { GuestCard } from '../components/guest-card.tsx';
import { useMay } from '../components/may.tsx';
import { pageTitle } from '../components/page-title.ts';
import { useT } from '../components/words.tsx';
import { newId } from '../core/id.ts';
import { COUNTRY_CODES } from '../core/person-field.ts';
import { type RequestKind, STAFF_KINDS } from '../core/request.ts';
import { say } from '../core/saying.ts';
import { composition } from '../deps.server.ts';
import { answering } from '../failure.server.ts';
import { readForm } from '../form.server.ts';
import { searchCustomers } from '../services/search-customers.ts';
import { startRequest } from '../services/start-request.ts';
import { requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Customers');

const email = z.string().trim().pipe(z.email().max(320));
const optional = (schema: z.ZodType<string, string>) =>
  z.union([schema, z.literal('').transform(() => null)]).default(null);
const kind = z.enum(STAFF_KINDS as [RequestKind, ...RequestKind[]]).default('access');
const formId = z.string().regex(/^[\w-]{1,100}$/);
/** When they asked, and where they live, as far as that is known. */
const asked = {
  receivedOn: optional(z.iso.date()),
  country: optional(z.string().regex(/^[A-Z]{2}$/)),
  region: optional(z.string().regex(/^[A-Z]{1,3}$/)),
};
const form = z.discriminatedUnion('intent', [
  // By POST: a person's name or address does not belong into an address bar.
  z.object({ intent: z.literal('search'), words: z.string().trim().min(1).max(200) }),
  z.object({
    intent: z.literal('start-customer'),
    formId,
    kind,
    ...asked,
    customerId: z.string().regex(/^\d{1,20}$/),
    email: optional(email),
    phone: optional(z.string().max(50)),
  }),
  z.object({ intent: z.literal('start-guest'), formId, kind, ...asked, email }),
]);
type Start = Exclude<z.output<typeof form>, { intent: 'search' }>;

const subjectOf = (start: Start) => ({
  customerId: start.intent === 'start-customer' ? start.customerId : null,
  phone: start.intent === 'start-customer' ? start.phone : null,
  email: start.email,
  orderIds: [],
});

export async function loader({ request }: LoaderFunctionArgs) {
  await requireStaff(request);
  const { deps } = composition();
  return { formId: newId(deps.now().getTime(), deps.random), countries: COUNTRY_CODES };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, shopDomain, actor } = await requireStaff(request);
  const { deps } = composition();
  const sent = form.safeParse(await readForm(request));
  if (!sent.success) {
    const isEmail = sent.error.issues.some(({ path }) => path[0] === 'email');
    const error = isEmail
      ? say('Enter a whole e-mail address, such as ada@example.com.')
      : say('Enter what to look for.');
    return data({ error, search: null }, { status: 400 });
  }
  if (sent.data.intent === 'search') {
    const { words } = sent.data;
    const search = await answering(searchCustomers(deps, { shopId, shopDomain, words, actor }));
    return { error: null, search };
  }
  const { kind, receivedOn, country, region } = sent.data;
  const residence = country === null ? null : { country, region };
  // Another kind is another request, from the same form too.
  const formId = `${sent.data.formId}-${kind}`;
  const subject = subjectOf(sent.data);
  const start = startRequest(deps, { shopId, kind, subject, actor, formId, receivedOn, residence });
  const { number } = await answering(start);
  return redirect(`/app/requests/${number}`);
}

export default function Customers() {
  const t = useT();
  const mayStart = useMay('requests.handle');
  const { formId, countries } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const search = useFetcher<typeof action>();
  const submit = useSubmit();
  const navigation = useNavigation();
  const [candidate, setCandidate] = useState<Candidate | null>(null);
  const cancel = useCallback(() => setCandidate(null), []);
  const confirm = (asked: StartFields) => {
    if (candidate) submit({ ...candidate.fields, ...asked }, { method: 'post' });
    setCandidate(null);
  };
  return (
    <Page title={t('Customers')} subtitle={t('Start a request for somebody who asked you directly')}>
      {mayStart ? (
        <BlockStack gap="400">
          <CustomerSearchCard fetcher={search} formId={formId} onChoose={setCandidate} />
          <GuestCard
            formId={formId}
            error={refused?.error ?? null}
            busy={navigation.state === 'submitting'}
            onChoose={setCandidate}
          />
        </BlockStack>
      ) : (
        <Banner tone="info" title={t('Your role is to look')}>
          <p>{t('Requests are started by owners and handlers of Privacy Desk in this shop.')}</p>
        </Banner>
      )}
      <ConfirmStart
        candidate={candidate}
        busy={navigation.state !== 'idle'}
        countries={countries}
        onConfirm={confirm}
        onCancel={cancel}
      />
    </Page>
  );
}
