import { Banner, BlockStack, Card, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { CopyText } from './copy-text.tsx';
import type { ReleaseView } from './release-view.ts';

const recordsText = (count: string): string => (count === '1' ? '1 record' : `${count} records`);
const leftOutText = (count: number): string =>
  count === 1 ? '1 thing left out' : `${count.toLocaleString('en-US')} things left out`;
const times = (count: number): string =>
  count === 0 ? 'not yet' : count === 1 ? 'once' : `${count.toLocaleString('en-US')} times`;

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
  if (problem !== null)
    return (
      <Banner tone="critical" title="The released archive could not be made again">
        <p>{problem}</p>
      </Banner>
    );
  if (!outdated) return null;
  return (
    <Banner tone="warning" title="Released by an earlier version of Privacy Desk">
      <p>
        The present version would make another file, so it makes none. What was downloaded before stays good.
        To download again, withdraw the release and release it again.
      </p>
    </Banner>
  );
}

/** The release that stands: which bytes, who let them go, and when. */
export function ReleaseCard({ release }: { release: ReleaseView | null }) {
  if (release?.state !== 'released') return null;
  const { content, disclosure, who, at, size, records, redactions, sha256, timesDownloaded } = release;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          Released
        </Text>
        <Trouble release={release} />
        <dl style={{ margin: 0, display: 'grid', gap: 'var(--p-space-200)' }}>
          <Fact name="By">
            {who}, {at}
          </Fact>
          <Fact name="Content">
            {content}. {disclosure}. {recordsText(records ?? '0')}
            {redactions > 0 && `, ${leftOutText(redactions)}`}
          </Fact>
          <Fact name="Archive">
            {size}, downloaded {times(timesDownloaded)}
          </Fact>
          {sha256 !== null && (
            <Fact name="SHA-256">
              <CopyText text={sha256} what="the SHA-256" />
            </Fact>
          )}
        </dl>
      </BlockStack>
    </Card>
  );
}
