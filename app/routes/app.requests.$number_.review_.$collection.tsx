import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { type ShouldRevalidateFunction, useLoaderData } from '@remix-run/react';
import { Badge, BlockStack, Page } from '@shopify/polaris';
import { useState } from 'react';
import { z } from 'zod';
import { EverywhereCard } from '../components/everywhere-card.tsx';
import { Gaps } from '../components/gaps.tsx';
import { useMay } from '../components/may.tsx';
import { pageTitle } from '../components/page-title.ts';
import { RecordPage } from '../components/record-page.tsx';
import { RecordSearch } from '../components/record-search.tsx';
import { leftOutTitle } from '../components/redaction-card.tsx';
import { previewView } from '../components/review-view.ts';
import { reviewPath } from '../components/use-review-path.ts';
import { useT } from '../components/words.tsx';
import type { Actor } from '../core/audit.ts';
import { REDACTION_REASON_NAMES } from '../core/disclosure.ts';
import { type Saying, say, sentences } from '../core/saying.ts';
import { wholeNumber } from '../core/whole-number.ts';
import { composition } from '../deps.server.ts';
import { answering } from '../failure.server.ts';
import { readForm } from '../form.server.ts';
import { readPreview } from '../services/read-preview.ts';
import { REDACTION_SCOPES, type RedactionOutcome, redact, undoRedaction } from '../services/redact.ts';
import { searchPreview } from '../services/search-preview.ts';
import { requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data: part, matches }) =>
  pageTitle(
    matches,
    part && say('{part} · Request #{number}', { part: say(part.title), number: String(part.number) }),
  );

const position = z.string().transform((text, context) => {
  const number = wholeNumber(text);
  if (number === null) context.addIssue({ code: 'custom', message: 'position' });
  return number ?? 0;
});
const recordKey = z.string().max(2_000);
const path = z.string().max(500);
const form = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('search'),
    words: z.string().trim().min(1).max(200),
    from: position.default(0),
  }),
  z.object({
    intent: z.literal('leave-out'),
    scope: z.enum(REDACTION_SCOPES),
    reason: z.enum(REDACTION_REASON_NAMES),
    ...{ position, recordKey, path },
  }),
  z.object({ intent: z.literal('put-back'), recordKey, path }),
]);
type Form = z.output<typeof form>;
type At = { shopId: string; number: number; collection: string; actor: Actor & { kind: 'staff' } };

/** What staff read when nothing was left out; null where it was. */
const REFUSALS: Record<RedactionOutcome | 'undone', Saying | null> = {
  made: null,
  changed: null,
  undone: null,
  'not-there': say(
    'This is no longer what you saw: the data was gathered again meanwhile. Reload the page and look again.',
  ),
  'must-stay': say('The record is known by this field, so it must stay. Leave out the whole record instead.'),
  'too-many': say(
    'So many single things are left out already that no more can be. Leave a field out of all records instead.',
  ),
  'not-ready': say(
    'The answer is being released, or already is: nothing in it can change, and nothing was changed. Withdraw the release first.',
  ),
};

/** Why a form was not understood: what staff can mend is said. */
const unreadText = ({ issues }: z.ZodError): Saying =>
  issues.some(({ path: [field] }) => field === 'reason')
    ? say('No reason was chosen, so nothing was changed. Choose one and try again.')
    : say('The form could not be read, and nothing was changed.');

function carryOut(at: At, sent: Form): Promise<{ outcome: RedactionOutcome | 'undone' } | null> | null {
  const { deps } = composition();
  if (sent.intent === 'leave-out') return redact(deps, { ...at, ...sent });
  return sent.intent === 'put-back' ? undoRedaction(deps, { ...at, ...sent }) : null;
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const number = wholeNumber(params.number);
  const from = wholeNumber(new URL(request.url).searchParams.get('from')) ?? 0;
  const { collection = '' } = params;
  const found =
    number === null
      ? null
      : await readPreview(composition().deps, { shopId, number, collection, actor, from });
  if (found === null) throw data(null, { status: 404 });
  return previewView(found, actor);
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const number = wholeNumber(params.number);
  const sent = form.safeParse(await readForm(request));
  if (!sent.success) return data({ message: unreadText(sent.error) }, { status: 400 });
  if (number === null) throw data(null, { status: 404 });
  const at = { shopId, number, collection: params.collection ?? '', actor };
  if (sent.data.intent === 'search') {
    const { words, from } = sent.data;
    return { search: await searchPreview(composition().deps, { ...at, words, from }), words, from };
  }
  const carried = carryOut(at, sent.data);
  const done = carried && (await answering(carried));
  if (done === null) throw data(null, { status: 404 });
  return { message: REFUSALS[done.outcome] };
}

/** A search changes nothing. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ formData, defaultShouldRevalidate }) =>
  defaultShouldRevalidate && formData?.get('intent') !== 'search';

export default function Part() {
  const t = useT();
  const mayEdit = useMay('requests.handle');
  const found = useLoaderData<typeof loader>();
  const part = { ...found, editable: found.editable && mayEdit };
  const { number, name, title, what, source, gaps, redactions } = part;
  const [isSearching, setSearching] = useState(false);
  return (
    <Page
      title={t(title)}
      titleMetadata={
        <div aria-live="polite">
          {redactions.length > 0 && <Badge tone="critical">{t(leftOutTitle(redactions.length))}</Badge>}
        </div>
      }
      subtitle={t(sentences(what, say('From: {source}.', { source: say(source) })))}
      backAction={{ content: t('Review the data'), url: reviewPath(number) }}
    >
      <BlockStack gap="400">
        <Gaps gaps={gaps} />
        <EverywhereCard part={part} />
        <RecordSearch key={name} part={part} onActive={setSearching} />
        {!isSearching && <RecordPage part={part} />}
      </BlockStack>
    </Page>
  );
}
