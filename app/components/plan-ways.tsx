import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, ChoiceList, InlineStack, Text } from '@shopify/polaris';
import { useChosenWay } from './chosen-way.tsx';
import { useMay } from './may.tsx';
import type { PlanView } from './plan-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

/** For who does not choose it, and once nobody can any more. */
function PlannedWay({ label, what }: NonNullable<PlanView['planned']>) {
  const t = useT();
  return (
    <BlockStack gap="100">
      <Text as="p">{t(label)}</Text>
      <Text as="p" tone="subdued">
        {t(what)}
      </Text>
    </BlockStack>
  );
}

/** In which of several ways it is to be done: each is a plan of its own, and is approved as such. */
export function PlanWays({ plan }: { plan: PlanView }) {
  const t = useT();
  const { ways, way, planned, requestId, retention } = plan;
  const mayChoose = useMay('requests.handle');
  const fetcher = useFetcher<{ outcome: string }>();
  const { chosen, choose } = useChosenWay();
  if (planned === null) return null;
  if (ways.length < 2) return <PlannedWay {...planned} />;
  const isBusy = fetcher.state !== 'idle';
  const selected = chosen ?? way ?? '';
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="choose-way" />
      <input type="hidden" name="requestId" value={requestId} />
      <input type="hidden" name="way" value={selected} />
      <BlockStack gap="300">
        <Text as="h3" variant="headingSm">
          {t('How it is done')}
        </Text>
        {retention !== null && (
          <Text as="p" tone="subdued">
            {t('Invoices of this person must still be kept: {retention}', { retention })}
          </Text>
        )}
        {mayChoose ? (
          <ChoiceList
            title={t('Way of erasing')}
            titleHidden
            choices={ways.map(({ value, label, what }) => ({ value, label: t(label), helpText: t(what) }))}
            selected={[selected]}
            onChange={([value]) => choose(value ?? null)}
          />
        ) : (
          <PlannedWay {...planned} />
        )}
        {!isBusy && fetcher.data?.outcome === 'not-there' && (
          <Banner tone="warning">
            <p>
              {t('The plan was approved or replaced in the meantime. It stays as this page shows it now.')}
            </p>
          </Banner>
        )}
        <InlineStack>
          <SubmitButton loading={isBusy} disabled={selected === way}>
            {t('Make the plan this way')}
          </SubmitButton>
        </InlineStack>
      </BlockStack>
    </fetcher.Form>
  );
}
