import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Card, Divider, InlineGrid, InlineStack, Text } from '@shopify/polaris';
import { Fragment } from 'react';
import { say } from '../core/saying.ts';
import type { DriftView } from './drift-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

type Answer = { outcome: string };

const REFUSALS: Record<string, string> = {
  changed: say(
    'It has changed once more since this page was opened. Nothing was decided: look at the differences again.',
  ),
  'not-there': say('This was decided already, or the step goes on by itself.'),
};

function Decision(props: { drift: DriftView; answer: 'write' | 'leave'; label: string; primary?: boolean }) {
  const { drift, answer, label, primary = false } = props;
  const t = useT();
  const fetcher = useFetcher<Answer>();
  const refusal = fetcher.state === 'idle' ? REFUSALS[fetcher.data?.outcome ?? ''] : undefined;
  return (
    <BlockStack gap="200">
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value="answer-drift" />
        <input type="hidden" name="stepId" value={drift.stepId} />
        <input type="hidden" name="shown" value={drift.shown} />
        <input type="hidden" name="answer" value={answer} />
        <SubmitButton variant={primary ? 'primary' : undefined} loading={fetcher.state !== 'idle'}>
          {t(label)}
        </SubmitButton>
      </fetcher.Form>
      {refusal !== undefined && (
        <Banner tone="warning">
          <p>{t(refusal)}</p>
        </Banner>
      )}
    </BlockStack>
  );
}

/** One value under what it is; long texts break. */
function Value({ label, text }: { label: string; text: string }) {
  const t = useT();
  return (
    <BlockStack>
      <Text as="span" tone="subdued" variant="bodySm">
        {t(label)}
      </Text>
      <Text as="span" breakWord>
        {t(text)}
      </Text>
    </BlockStack>
  );
}

/** Asks again: what changed since the approval, and what is to become of it. */
export function DriftCard({ drift }: { drift: DriftView | null }) {
  const t = useT();
  if (drift === null) return null;
  const count = drift.records.length;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {drift.records.every(({ why }) => why === null)
              ? t(
                  '{count, plural, one {# record has} other {# records have}} changed since the plan was approved',
                  { count },
                )
              : t(
                  '{count, plural, one {# record has} other {# records have}} come or changed since the plan was made',
                  { count },
                )}
          </Text>
          <Text as="p" tone="subdued">
            {t(
              'Nothing was written over. Decide for all of them: your decision is recorded with what you see here.',
            )}
          </Text>
        </BlockStack>
        {drift.records.map(({ title, record, why, fields }) => (
          <Fragment key={`${title} ${record} ${why} ${fields.map(({ name }) => name)}`}>
            <Divider />
            <BlockStack gap="300">
              <Text as="h3" variant="bodyMd" fontWeight="medium">
                {t('{what} {record}', { what: say(title), record })}
              </Text>
              {why !== null && (
                <Text as="p" tone="subdued">
                  {t(why)}
                </Text>
              )}
              {fields.map(({ name, approved, now, planned }) => (
                <BlockStack key={name} gap="100">
                  <Text as="h4" variant="bodySm" fontWeight="medium">
                    {t(name)}
                  </Text>
                  <InlineGrid columns={{ xs: 1, sm: 3 }} gap="200">
                    <Value label={t('When it was approved')} text={approved} />
                    <Value label={t('Now')} text={now} />
                    <Value label={t('By the plan')} text={planned} />
                  </InlineGrid>
                </BlockStack>
              ))}
            </BlockStack>
          </Fragment>
        ))}
        <InlineStack gap="300" blockAlign="start">
          <Decision drift={drift} answer="write" label={t('Change all the same')} primary />
          <Decision drift={drift} answer="leave" label={t('Leave as they are')} />
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
