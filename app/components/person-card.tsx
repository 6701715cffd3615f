import { BlockStack, Card, Link, Text } from '@shopify/polaris';
import { rowText } from '../core/saying.ts';
import type { RequestView } from './request-view.ts';
import { sourceLabel } from './request-words.ts';
import { RestrictionBadges } from './restriction-badges.tsx';
import { useT } from './words.tsx';

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  const t = useT();
  return (
    <div>
      <Text as="p" variant="bodySm" tone="subdued">
        {t(name)}
      </Text>
      <Text as="p" breakWord>
        {children}
      </Text>
    </div>
  );
}

/** Who a request is about, and how it came. */
export function PersonCard({ request }: { request: RequestView }) {
  const t = useT();
  const { person, subject, source, received, verification } = request;
  const orders = subject?.orderIds.length ?? 0;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('Person')}
        </Text>
        <RestrictionBadges suppressed={request.suppressed} />
        {subject === null && <Text as="p">{t(person)}</Text>}
        {subject?.email && <Fact name={t('E-mail')}>{subject.email}</Fact>}
        {subject?.phone && <Fact name={t('Phone')}>{subject.phone}</Fact>}
        {subject?.customerId && (
          <Fact name={t('Customer')}>
            <Link url={`shopify://admin/customers/${subject.customerId}`} target="_top">
              {t('Open in Shopify')}
            </Link>
          </Fact>
        )}
        {orders > 0 && <Fact name={t('Orders named in the request')}>{orders}</Fact>}
        <Fact name={t('Received')}>{t(rowText([received, sourceLabel(source)]))}</Fact>
        {verification.label !== null && <Fact name={t('Who asks')}>{t(verification.label)}</Fact>}
      </BlockStack>
    </Card>
  );
}
