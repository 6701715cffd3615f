import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Card, ChoiceList, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import { DISCLOSURE_NAMES, DISCLOSURES, type Disclosure } from '../core/disclosure.ts';
import type { ReviewView } from './review-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

/** By which rules the answer is given; where the person may be Californian, that is said. */
export function DisclosureCard({ review }: { review: ReviewView }) {
  const t = useT();
  const { disclosure, editable, seemsCalifornian } = review;
  const fetcher = useFetcher<{ message: string | null }>();
  const [chosen, setChosen] = useState<Disclosure>(disclosure);
  return (
    <Card>
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value="disclosure" />
        <input type="hidden" name="disclosure" value={chosen} />
        <BlockStack gap="300">
          <Text as="h2" variant="headingSm">
            {t('Rules of disclosure')}
          </Text>
          {seemsCalifornian && disclosure === 'full' && (
            <Banner tone="warning" title={t('An address in California was found')}>
              <p>
                {t('If the person lives there, choose California’s rules before you release the answer.')}
              </p>
            </Banner>
          )}
          {editable ? (
            <ChoiceList
              title={t('How the answer is given')}
              titleHidden
              choices={DISCLOSURE_NAMES.map((value) => ({
                value,
                label: t(DISCLOSURES[value].label),
                helpText: t(DISCLOSURES[value].what),
              }))}
              selected={[chosen]}
              onChange={([next]) => setChosen(next as Disclosure)}
            />
          ) : (
            <BlockStack gap="100">
              <Text as="p">{t(DISCLOSURES[disclosure].label)}</Text>
              <Text as="p" tone="subdued">
                {t(DISCLOSURES[disclosure].what)}
              </Text>
            </BlockStack>
          )}
          {editable && chosen !== disclosure && (
            <InlineStack>
              <SubmitButton loading={fetcher.state !== 'idle'}>{t('Use these rules')}</SubmitButton>
            </InlineStack>
          )}
          <div aria-live="polite">{fetcher.data?.message && t(fetcher.data.message)}</div>
        </BlockStack>
      </fetcher.Form>
    </Card>
  );
}
