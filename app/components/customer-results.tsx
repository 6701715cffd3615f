import { Badge, Banner, BlockStack, Box, Button, InlineStack, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import type { CustomerLine, CustomerSearch } from '../services/search-customers.ts';
import { FactTable } from './fact-table.tsx';
import { RestrictionBadges } from './restriction-badges.tsx';

const orders = (count: number): string =>
  count === 1 ? '1 order' : `${count.toLocaleString('en-US')} orders`;

const OpenRequests = ({ openRequests }: CustomerLine) => (
  <InlineStack gap="100">
    {openRequests.map((number) => (
      <Badge key={number} tone="attention">
        {`#${number} is open`}
      </Badge>
    ))}
  </InlineStack>
);

const Name = ({ id, name }: CustomerLine) => (
  <Text as="span" fontWeight="medium" breakWord>
    {name ?? `Customer ${id}`}
  </Text>
);

/** What is open for them, and what was decided before. */
const Requests = (customer: CustomerLine) => (
  <BlockStack gap="100">
    <OpenRequests {...customer} />
    <RestrictionBadges suppressed={customer.suppressed} />
  </BlockStack>
);

/** A customer in the phone's list. */
const entry = (customer: CustomerLine, start: ReactNode) => (
  <BlockStack gap="150">
    <InlineStack align="space-between" gap="200">
      <Name {...customer} />
      <Text as="span" tone="subdued">
        {orders(customer.orders)}
      </Text>
    </InlineStack>
    {[customer.email, customer.phone].map(
      (contact) =>
        contact && (
          <Text as="span" key={contact} breakWord>
            {contact}
          </Text>
        ),
    )}
    <OpenRequests {...customer} />
    <RestrictionBadges suppressed={customer.suppressed} />
    <InlineStack>{start}</InlineStack>
  </BlockStack>
);

/** The customers found, each with the requests that are open for them already. */
export function CustomerResults({
  search,
  onChoose,
}: {
  search: CustomerSearch;
  onChoose: (customer: CustomerLine) => void;
}) {
  if (search.outcome === 'failed')
    return (
      <Box padding="400">
        <Banner tone="critical" title="Shopify could not be searched">
          <p>{search.message} Nothing was changed. Try again, or start the request by e-mail below.</p>
        </Banner>
      </Box>
    );
  const { customers, more, withheld } = search;
  const start = (customer: CustomerLine) => (
    <Button
      onClick={() => onChoose(customer)}
      accessibilityLabel={`Start request for ${customer.name ?? customer.email ?? customer.id}`}
    >
      Start request
    </Button>
  );
  return (
    <BlockStack>
      <div aria-live="polite">
        <Box padding="400" paddingBlockStart="0">
          <Text as="p" tone="subdued">
            {customers.length === 0
              ? 'No customer found. A guest who only ordered has no customer record: start their request by e-mail below.'
              : more
                ? `The first ${customers.length} customers. Add a word to find fewer.`
                : `${customers.length} found.`}
            {withheld && ' Shopify keeps some details from the app, because it is not approved for them.'}
          </Text>
        </Box>
      </div>
      {customers.length > 0 && (
        <FactTable
          name={{ singular: 'customer', plural: 'customers' }}
          rows={customers}
          keyOf={({ id }) => id}
          entry={(customer) => entry(customer, start(customer))}
          columns={[
            { title: 'Customer', cell: Name },
            { title: 'E-mail', cell: ({ email }) => email ?? '–' },
            { title: 'Phone', cell: ({ phone }) => phone ?? '–' },
            { title: 'Orders', cell: (customer) => orders(customer.orders) },
            { title: 'Requests', cell: Requests },
            { title: 'Start', cell: start },
          ]}
        />
      )}
    </BlockStack>
  );
}
