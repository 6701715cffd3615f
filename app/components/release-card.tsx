import { Banner, BlockStack, Card, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { type Saying, say } from '../core/saying.ts';
import { CopyText } from './copy-text.tsx';
import type { ReleaseView } from './release-view.ts';
import { useT } from './words.tsx';

/** What is in it, and how much of it. */
const contentText = ({ content, disclosure, records, redactions }: ReleaseView): Saying =>
  say(
    '{content}. {rules}. {records, plural, one {# record} other {# records}}{left, plural, =0 {} one {, # thing left out} other {, # things left out}}',
    { content: say(content), rules: say(disclosure), records: records ?? 0, left: redactions },
  );

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>
        <Text as="span" tone="subdued">
          {name}
        </Text>
      </dt>
      <dd style={{ margin: 0, overflowWrap: 'anywhere' }}>{children}</dd>
    </div>
  );
}

/** What stands in the way of giving the released archive out. */
function Trouble({ release: { problem, outdated } }: { release: ReleaseView }) {
  const t = useT();
  if (problem !== null)
    return (
      <Banner tone="critical" title={t('The released archive could not be made again')}>
        <p>{t(problem)}</p>
      </Banner>
    );
  if (!outdated) return null;
  return (
    <Banner tone="warning" title={t('Released by an earlier version of Privacy Desk')}>
      <p>
        {t(
          'The present version would make another file, so it makes none. What was downloaded before stays good. To download again, withdraw the release and release it again.',
        )}
      </p>
    </Banner>
  );
}

/** The release that stands: which bytes, who let them go, and when. */
export function ReleaseCard({ release }: { release: ReleaseView | null }) {
  const t = useT();
  if (release?.state !== 'released') return null;
  const { who, at, size, sha256, timesDownloaded } = release;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('Released')}
        </Text>
        <Trouble release={release} />
        <dl style={{ margin: 0, display: 'grid', gap: 'var(--p-space-200)' }}>
          <Fact name={t('By')}>{t('{who}, {at}', { who, at: at ?? '' })}</Fact>
          <Fact name={t('Content')}>{t(contentText(release))}</Fact>
          <Fact name={t('Archive')}>
            {t('{size}, downloaded {times, plural, =0 {not yet} =1 {once} other {# times}}', {
              ...{ size, times: timesDownloaded },
            })}
          </Fact>
          {sha256 !== null && (
            <Fact name="SHA-256">
              <CopyText text={sha256} what={t('the SHA-256')} />
            </Fact>
          )}
        </dl>
      </BlockStack>
    </Card>
  );
}
