import { BlockStack, Card, Link, Text } from '@shopify/polaris';
import type { RequestView } from './request-view.ts';
import { sourceLabel } from './request-words.ts';
import { RestrictionBadges } from './restriction-badges.tsx';

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <Text as="p" variant="bodySm" tone="subdued">
        {name}
      </Text>
      <Text as="p" breakWord>
        {children}
      </Text>
    </div>
  );
}

/** Who a request is about, and how it came. */
export function PersonCard({ request }: { request: RequestView }) {
  const { person, subject, source, received } = request;
  const orders = subject?.orderIds.length ?? 0;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          Person
        </Text>
        <RestrictionBadges suppressed={request.suppressed} />
        {subject === null && <Text as="p">{person}</Text>}
        {subject?.email && <Fact name="E-mail">{subject.email}</Fact>}
        {subject?.phone && <Fact name="Phone">{subject.phone}</Fact>}
        {subject?.customerId && (
          <Fact name="Customer">
            <Link url={`shopify://admin/customers/${subject.customerId}`} target="_top">
              Open in Shopify
            </Link>
          </Fact>
        )}
        {orders > 0 && <Fact name="Orders named in the request">{orders}</Fact>}
        <Fact name="Received">
          {received}, {sourceLabel(source)}
        </Fact>
      </BlockStack>
    </Card>
  );
}
