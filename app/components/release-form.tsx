import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Card, Checkbox, ChoiceList, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import type { ArchiveContent } from '../core/dossier.ts';
import { countGaps, type GapLine } from '../core/gap-group.ts';
import { ARCHIVE_CONTENTS } from '../core/release.ts';
import { type Saying, say, sentences } from '../core/saying.ts';
import { useMay } from './may.tsx';
import type { RequestView } from './request-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

const UNCHECKED =
  'Confirm first that you have checked who asks: data in the wrong hands cannot be called back.';

/** What became of the last try, where that matters here. */
function LastTry({ release }: Pick<RequestView, 'release'>) {
  const t = useT();
  if (release?.state !== 'failed') return null;
  return (
    <Banner tone="critical" title={t('The answer could not be released')}>
      {release.problem !== null && <p>{t(release.problem)}</p>}
    </Banner>
  );
}

const MENDED_BELOW = say('See below what can be mended. The archive names what is missing.');

/** Said where the answer is let go, and not only in the list below. */
function Missing({ gaps }: { gaps: readonly GapLine[] }) {
  const t = useT();
  if (gaps.length === 0) return null;
  return (
    <Banner tone="warning">
      <p>{t(sentences(missingText(countGaps(gaps)), MENDED_BELOW))}</p>
    </Banner>
  );
}

/** Accesses are what the list below counts. */
function missingText({ parts, unread, accesses }: ReturnType<typeof countGaps>): Saying {
  if (unread === 0)
    return say('{parts, plural, one {One part is missing} other {# parts are missing}}.', { parts });
  if (unread === parts)
    return say(
      '{parts, plural, one {One part is missing} other {# parts are missing}} for want of {accesses, plural, one {one access} other {# accesses}}.',
      { parts, accesses },
    );
  return say(
    '{parts, plural, one {One part is missing} other {# parts are missing}}, {unread, number} of them for want of {accesses, plural, one {one access} other {# accesses}}.',
    { parts, unread, accesses },
  );
}

/** The explicit act by which a named member of staff lets an answer go; each time with a confirmation of its own. */
export function ReleaseForm({ request }: { request: RequestView }) {
  const mayRelease = useMay('requests.handle');
  if (request.state !== 'ready' || !mayRelease) return null;
  return (
    <div id="release">
      <Form request={request} />
    </div>
  );
}

function Form({ request }: { request: RequestView }) {
  const { id, release, reader, disclosure, gaps } = request;
  const t = useT();
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
              {t('Release the answer')}
            </Text>
            <Text as="p" tone="subdued">
              {t(
                'Privacy Desk then makes one archive and keeps its fingerprint: whoever downloads it gets exactly these bytes. Nothing is sent to the person. You can withdraw it again.',
              )}
            </Text>
          </BlockStack>
          <LastTry release={release} />
          <Missing gaps={gaps} />
          <ChoiceList
            title={t('What the person asked for')}
            choices={Object.entries(ARCHIVE_CONTENTS).map(([value, { label, what }]) => ({
              value,
              label: t(label),
              helpText: t(what),
            }))}
            selected={[content]}
            onChange={([chosen]) => setContent(chosen as ArchiveContent)}
          />
          <BlockStack gap="050">
            <Text as="h3" variant="bodyMd">
              {t('Rules of disclosure')}
            </Text>
            <Text as="p">{t(disclosure.label)}</Text>
            <Text as="p" tone="subdued">
              {t(sentences(disclosure.what, say('You choose them where you review the data.')))}
            </Text>
          </BlockStack>
          <Checkbox
            label={t('I have checked that whoever asks is this person')}
            helpText={t(
              'For example by a mail to the address on record. Ask for no more than you need to be sure.',
            )}
            checked={checked}
            onChange={setChecked}
            error={refused && t(UNCHECKED)}
          />
          <InlineStack gap="300" blockAlign="center">
            <SubmitButton variant="primary" loading={fetcher.state !== 'idle'}>
              {t('Release')}
            </SubmitButton>
            <Text as="span" tone="subdued">
              {reader === null
                ? t('You release it; the log records it.')
                : t('In the name of {reader}.', { reader })}
            </Text>
          </InlineStack>
        </BlockStack>
      </fetcher.Form>
    </Card>
  );
}
