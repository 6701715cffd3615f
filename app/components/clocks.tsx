import { Badge, BlockStack, Card, InlineGrid, InlineStack, Text } from '@shopify/polaris';
import type { DueText } from '../core/date-text.ts';
import { DueBadge } from './request-badges.tsx';
import { useT } from './words.tsx';

/** The dates of a request in words. */
export interface ClockTexts {
  law: {
    due: DueText;
    /** For what it waits, as was foreseen: then the date calls for nobody. */
    waits: string | null;
    source: string;
    jurisdiction: string;
    extension: string | null;
  };
  /** Null where Shopify has no clock: it did not send the request. */
  platform: DueText | null;
  /** Whether the clocks still run. */
  running: boolean;
}

function Clock(props: {
  title: string;
  due: DueText | null;
  waits?: string | null;
  running: boolean;
  notes: string[];
}) {
  const { title, due, waits, running, notes } = props;
  const t = useT();
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingSm">
          {title}
        </Text>
        {due && (
          <InlineStack gap="200" blockAlign="center">
            <Text as="p" variant="headingLg">
              {t(due.on)}
            </Text>
            {running && (waits ? <Badge tone="info">{t(waits)}</Badge> : <DueBadge due={due} />)}
          </InlineStack>
        )}
        {notes.map((note) => (
          <Text as="p" tone="subdued" key={note}>
            {t(note)}
          </Text>
        ))}
      </BlockStack>
    </Card>
  );
}

/** The law's clock and the platform's, beside each other: they are not the same. */
export function Clocks({ law, platform, running }: ClockTexts) {
  const t = useT();
  const lawNotes = [law.source, law.jurisdiction, law.extension].filter((note) => note !== null);
  const platformNote =
    platform === null
      ? t('Shopify did not send this request, so it sets no date.')
      : t('Shopify asks apps to act on a request within 30 days.');
  return (
    <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
      <Clock title={t('Due by law')} due={law.due} waits={law.waits} running={running} notes={lawNotes} />
      <Clock title={t('Due for Shopify')} due={platform} running={running} notes={[platformNote]} />
    </InlineGrid>
  );
}
