import { BlockStack, Box, Button, Card, Collapsible, List, Text } from '@shopify/polaris';
import { useId, useState } from 'react';
import { isOptionalScope, OPTIONAL_SCOPES } from '../core/access-scope.ts';
import { type Closing, type GapGroup, type GapLine, groupGaps } from '../core/gap-group.ts';
import { listText, type Saying, say } from '../core/saying.ts';
import { AskAccess, AskAll } from './ask-access.tsx';
import { useT } from './words.tsx';

export type { GapLine } from '../core/gap-group.ts';

/**
 * What could not be had: the person is told, and so is the merchant.
 * @param mendable false once the answer is out: nothing more is gathered then
 */
export function Gaps(props: { gaps: GapLine[]; kind?: string; mendable?: boolean }) {
  const t = useT();
  const { gaps, kind = 'access', mendable = true } = props;
  if (gaps.length === 0) return null;
  const isAnswer = kind === 'access';
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {isAnswer ? t('Missing from the archive') : t('Missing from the plan')}
          </Text>
          <Text as="p" tone="subdued">
            {isAnswer
              ? t('The archive names these gaps too, so that the answer is honest.')
              : t(
                  'Shopify did not show this to the app, so the plan cannot say what becomes of it. Mend it, then have the plan proposed anew.',
                )}
          </Text>
        </BlockStack>
      </Box>
      {groupGaps(gaps).map((group) => (
        <Group key={JSON.stringify(group.closing)} {...{ group, isAnswer, mendable }} />
      ))}
    </Card>
  );
}

/** What closes the group; where nothing is gathered any more, only why it was missing. */
function headingOf(closing: Closing, { isAnswer, count }: { isAnswer: boolean; count: number }): Saying {
  if (closing.kind === 'remedy') return closing.remedy;
  if (closing.kind === 'approval') return say('Shopify must approve the app for these accesses first.');
  if (closing.kind === 'access')
    return isAnswer
      ? say(
          '{count, plural, one {An access is missing. Give it, then gather again.} other {# accesses are missing. Give them, then gather again.}}',
          { count },
        )
      : say(
          '{count, plural, one {An access is missing. Give it, then have the plan proposed anew.} other {# accesses are missing. Give them, then have the plan proposed anew.}}',
          { count },
        );
  return isAnswer
    ? say(
        '{count, plural, one {The access is granted since. Gather again to close this gap.} other {# accesses are granted since. Gather again to close these gaps.}}',
        { count },
      )
    : say('The access is granted since. Have the plan proposed anew.');
}

/** What is missing for want of it, in as few words as there are: the accesses, or else the parts. */
const missingText = ({ closing, gaps, scopes }: GapGroup): Saying =>
  closing.kind === 'remedy'
    ? listText([...new Set(gaps.map(({ title }) => title))])
    : listText(scopes.map((scope) => OPTIONAL_SCOPES[scope].label));

function Group(props: { group: GapGroup; isAnswer: boolean; mendable: boolean }) {
  const t = useT();
  const { group, isAnswer, mendable } = props;
  const { closing, gaps, scopes } = group;
  const [isOpen, setOpen] = useState(false);
  const details = useId();
  const canAsk = mendable && (closing.kind === 'access' || closing.kind === 'approval');
  const [only, ...more] = scopes;
  return (
    <Box padding="400" borderBlockStartWidth="025" borderColor="border">
      <BlockStack gap="200" inlineAlign="start">
        <BlockStack gap="100">
          {mendable && (
            <Text as="h3" variant="bodyMd" fontWeight="medium" breakWord>
              {t(headingOf(closing, { isAnswer, count: scopes.length }))}
            </Text>
          )}
          <Text as="p" breakWord>
            {t(missingText(group))}
          </Text>
        </BlockStack>
        {canAsk && only !== undefined && more.length === 0 && <AskAccess scope={only} />}
        {canAsk && more.length > 0 && closing.kind === 'access' && <AskAll scopes={scopes} />}
        <Button
          variant="plain"
          disclosure={isOpen ? 'up' : 'down'}
          ariaExpanded={isOpen}
          ariaControls={details}
          onClick={() => setOpen(!isOpen)}
          accessibilityLabel={t('Details: {what}', { what: missingText(group) })}
        >
          {t('Details')}
        </Button>
        <Collapsible id={details} open={isOpen} transition={false}>
          <Details gaps={gaps} canAsk={canAsk && more.length > 0} />
        </Collapsible>
      </BlockStack>
    </Box>
  );
}

/** Part by part: what is missing, and what Shopify said of it. */
function Details({ gaps, canAsk }: { gaps: GapLine[]; canAsk: boolean }) {
  const t = useT();
  const byScope = Map.groupBy(gaps, ({ scope }) => scope ?? '');
  return (
    <BlockStack gap="300">
      {[...byScope].map(([scope, those]) => (
        <BlockStack gap="100" key={scope} inlineAlign="start">
          {isOptionalScope(scope) && (
            <Text as="h4" variant="bodyMd" fontWeight="medium">
              {t(OPTIONAL_SCOPES[scope].label)}
            </Text>
          )}
          {isOptionalScope(scope) && <Text as="p">{t(OPTIONAL_SCOPES[scope].what)}</Text>}
          <List>
            {those.map(({ collection, reason, title }) => (
              <List.Item key={`${collection}|${reason}`}>
                <span style={{ overflowWrap: 'anywhere' }}>
                  {t('{part}: {reason}', { part: say(title), reason: say(reason) })}
                </span>
              </List.Item>
            ))}
          </List>
          {canAsk && isOptionalScope(scope) && <AskAccess scope={scope} />}
        </BlockStack>
      ))}
    </BlockStack>
  );
}
