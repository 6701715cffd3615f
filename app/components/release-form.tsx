import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Card, Checkbox, ChoiceList, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import type { ArchiveContent } from '../core/dossier.ts';
import { ARCHIVE_CONTENTS } from '../core/release.ts';
import type { RequestView } from './request-view.ts';
import { SubmitButton } from './submit-button.tsx';

const CONTENTS = Object.entries(ARCHIVE_CONTENTS).map(([value, { label, what }]) => ({
  value,
  label,
  helpText: what,
}));

const UNCHECKED =
  'Confirm first that you have checked who asks: data in the wrong hands cannot be called back.';

/** What became of the last try, where that matters here. */
function LastTry({ release }: Pick<RequestView, 'release'>) {
  if (release?.state !== 'failed') return null;
  return (
    <Banner tone="critical" title="The answer could not be released">
      <p>{release.problem}</p>
    </Banner>
  );
}

/** Said where the answer is let go, and not only in the list below. */
function Missing({ gaps }: { gaps: number }) {
  if (gaps === 0) return null;
  return (
    <Banner tone="warning">
      <p>
        {gaps === 1 ? 'One part is missing' : `${gaps} parts are missing`}: see below what can be mended. The
        archive names what is missing.
      </p>
    </Banner>
  );
}

/** The explicit act by which a named member of staff lets an answer go; each time with a confirmation of its own. */
export function ReleaseForm({ request }: { request: RequestView }) {
  return request.state === 'ready' ? <Form request={request} /> : null;
}

function Form({ request }: { request: RequestView }) {
  const { id, release, reader, disclosure, gaps } = request;
  const fetcher = useFetcher<{ outcome: string }>();
  const [content, setContent] = useState<ArchiveContent>('access');
  const [checked, setChecked] = useState(false);
  const refused = fetcher.data?.outcome === 'identity-unchecked' && !checked;
  return (
    <Card>
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value="release" />
        <input type="hidden" name="requestId" value={id} />
        <input type="hidden" name="content" value={content} />
        {checked && <input type="hidden" name="identityChecked" value="on" />}
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingSm">
              Release the answer
            </Text>
            <Text as="p" tone="subdued">
              Privacy Desk then makes one archive and keeps its fingerprint: whoever downloads it gets exactly
              these bytes. Nothing is sent to the person. You can withdraw it again.
            </Text>
          </BlockStack>
          <LastTry release={release} />
          <Missing gaps={gaps.length} />
          <ChoiceList
            title="What the person asked for"
            choices={CONTENTS}
            selected={[content]}
            onChange={([chosen]) => setContent(chosen as ArchiveContent)}
          />
          <BlockStack gap="050">
            <Text as="h3" variant="bodyMd">
              Rules of disclosure
            </Text>
            <Text as="p">{disclosure.label}</Text>
            <Text as="p" tone="subdued">
              {disclosure.what} You choose them where you review the data.
            </Text>
          </BlockStack>
          <Checkbox
            label="I have checked that whoever asks is this person"
            helpText="For example by a mail to the address on record. Ask for no more than you need to be sure."
            checked={checked}
            onChange={setChecked}
            error={refused && UNCHECKED}
          />
          <InlineStack gap="300" blockAlign="center">
            <SubmitButton variant="primary" loading={fetcher.state !== 'idle'}>
              Release
            </SubmitButton>
            <Text as="span" tone="subdued">
              {reader === null ? 'You release it; the log records it.' : `In the name of ${reader}.`}
            </Text>
          </InlineStack>
        </BlockStack>
      </fetcher.Form>
    </Card>
  );
}
