import { Badge, BlockStack, Card, InlineStack, List, Text } from '@shopify/polaris';
import type { Explanation } from '../core/law/explain.ts';
import { say } from '../core/saying.ts';
import { ChangeReceipt, ChangeResidence, ExtendPeriod, NotePause } from './deadline-actions.tsx';
import type { RequestView } from './request-view.ts';
import { useT } from './words.tsx';

/** One law: its date, how that follows, and what else it wants. */
function LawText({ law, several }: { law: Explanation & { leads: boolean }; several: boolean }) {
  const t = useT();
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center">
        <Text as="h3" variant="headingSm">
          {t('{law}: due {day}', { law: law.law, day: law.due })}
        </Text>
        {several && law.leads && <Badge tone="info">{t('Earliest')}</Badge>}
      </InlineStack>
      <List>
        {[...law.steps, ...law.duties].map((step) => (
          <List.Item key={step}>{t(step)}</List.Item>
        ))}
      </List>
      {law.warnings.map((warning) => (
        <Text as="p" tone="caution" key={warning}>
          {t(warning)}
        </Text>
      ))}
      <Text as="p" variant="bodySm" tone="subdued">
        {t(law.fee)} {t(law.basis)}
      </Text>
    </BlockStack>
  );
}

/** Why a request is due when it is: which laws apply, and which days were counted. */
export function DeadlineCard({ request }: { request: Pick<RequestView, 'id' | 'deadline' | 'clocks'> }) {
  const t = useT();
  const { id, deadline, clocks } = request;
  const { laws, residenceName, extended, waits, movable } = deadline;
  const several = laws.length > 1;
  const platform =
    clocks.platform && say('For Shopify, 30 days after its demand: {day}', { day: clocks.platform.on });
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingSm">
          {t('Deadline')}
        </Text>
        {several && (
          <Text as="p">
            {t('{count, plural, other {# laws apply. The earliest date counts.}}', { count: laws.length })}
          </Text>
        )}
        {laws.map((law) => (
          <LawText law={law} several={several} key={law.law} />
        ))}
        <BlockStack gap="100">
          {extended && <Text as="p">{t(extended)}</Text>}
          {waits.map((wait) => (
            <Text as="p" key={wait}>
              {t(wait)}
            </Text>
          ))}
          {platform && <Text as="p">{t(platform)}</Text>}
          <Text as="p">
            {residenceName === null
              ? t('Where the person lives is not known.')
              : t('The person lives in: {place}', { place: residenceName })}
          </Text>
        </BlockStack>
        {movable && (
          <InlineStack gap="200">
            <ChangeResidence requestId={id} deadline={deadline} />
            <ExtendPeriod requestId={id} deadline={deadline} />
            <NotePause requestId={id} deadline={deadline} />
            <ChangeReceipt requestId={id} deadline={deadline} />
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}
