import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Card, ChoiceList, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import { DISCLOSURE_NAMES, DISCLOSURES, type Disclosure } from '../core/disclosure.ts';
import type { ReviewView } from './review-view.ts';
import { SubmitButton } from './submit-button.tsx';

const CHOICES = DISCLOSURE_NAMES.map((value) => ({
  value,
  label: DISCLOSURES[value].label,
  helpText: DISCLOSURES[value].what,
}));

/** By which rules the answer is given; where the person may be Californian, that is said. */
export function DisclosureCard({ review }: { review: ReviewView }) {
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
            Rules of disclosure
          </Text>
          {seemsCalifornian && disclosure === 'full' && (
            <Banner tone="warning" title="An address in California was found">
              <p>If the person lives there, choose California’s rules before you release the answer.</p>
            </Banner>
          )}
          {editable ? (
            <ChoiceList
              title="How the answer is given"
              titleHidden
              choices={CHOICES}
              selected={[chosen]}
              onChange={([next]) => setChosen(next as Disclosure)}
            />
          ) : (
            <BlockStack gap="100">
              <Text as="p">{DISCLOSURES[disclosure].label}</Text>
              <Text as="p" tone="subdued">
                {DISCLOSURES[disclosure].what}
              </Text>
            </BlockStack>
          )}
          {editable && chosen !== disclosure && (
            <InlineStack>
              <SubmitButton loading={fetcher.state !== 'idle'}>Use these rules</SubmitButton>
            </InlineStack>
          )}
          <div aria-live="polite">{fetcher.data?.message}</div>
        </BlockStack>
      </fetcher.Form>
    </Card>
  );
}
