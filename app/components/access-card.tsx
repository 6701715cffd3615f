import { Badge, BlockStack, Card, Divider, InlineStack, Text } from '@shopify/polaris';
import { Fragment } from 'react';
import { OPTIONAL_SCOPES, type OptionalScope } from '../core/access-scope.ts';
import { type Saying, sentences } from '../core/saying.ts';
import { AskAccess } from './ask-access.tsx';
import { useT } from './words.tsx';

const SCOPES = Object.entries(OPTIONAL_SCOPES) as [
  OptionalScope,
  { label: Saying; what: Saying; needsApproval?: boolean },
][];
const NEEDS_APPROVAL = 'Shopify must approve this app for it first, too.';

/** What the app may see beside what it needs anyway, and what each access adds to an answer. */
export function AccessCard({ granted }: { granted: string[] }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t('Access to your shop’s data')}
          </Text>
          <Text as="p" tone="subdued">
            {t(
              'Customers and orders are always read. Each further access makes answers more complete; without it the archive says what is missing. Grant only what your shop uses: you can take it back in Shopify.',
            )}
          </Text>
        </BlockStack>
        {SCOPES.map(([scope, { label, what, needsApproval }]) => (
          <Fragment key={scope}>
            <Divider />
            <BlockStack gap="200" inlineAlign="start">
              <InlineStack gap="200" blockAlign="center">
                <Text as="h3" variant="bodyMd" fontWeight="medium">
                  {t(label)}
                </Text>
                {granted.includes(scope) ? (
                  <Badge tone="success">{t('Granted')}</Badge>
                ) : (
                  <Badge>{t('Not granted')}</Badge>
                )}
              </InlineStack>
              <Text as="p">{t(sentences(what, needsApproval ? NEEDS_APPROVAL : ''))}</Text>
              {!granted.includes(scope) && <AskAccess scope={scope} />}
            </BlockStack>
          </Fragment>
        ))}
      </BlockStack>
    </Card>
  );
}
