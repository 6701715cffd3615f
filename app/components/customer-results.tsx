import { Badge, Banner, BlockStack, Box, Button, InlineStack, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { type Saying, say, sentences } from '../core/saying.ts';
import type { CustomerLine, CustomerSearch } from '../services/search-customers.ts';
import { FactTable } from './fact-table.tsx';
import { RestrictionBadges } from './restriction-badges.tsx';
import { useT } from './words.tsx';

const orders = (count: number): Saying => say('{count, plural, one {# order} other {# orders}}', { count });

function OpenRequests({ openRequests }: CustomerLine) {
  const t = useT();
  return (
    <InlineStack gap="100">
      {openRequests.map((number) => (
        <Badge key={number} tone="attention">
          {t('#{number} is open', { number })}
        </Badge>
      ))}
    </InlineStack>
  );
}

function Name({ id, name }: CustomerLine) {
  const t = useT();
  return (
    <Text as="span" fontWeight="medium" breakWord>
      {name ?? t('Customer {id}', { id })}
    </Text>
  );
}

/** What is open for them, and what was decided before. */
const Requests = (customer: CustomerLine) => (
  <BlockStack gap="100">
    <OpenRequests {...customer} />
    <RestrictionBadges suppressed={customer.suppressed} />
  </BlockStack>
);

/** A customer in the phone's list. */
function Entry({ customer, children }: { customer: CustomerLine; children: ReactNode }) {
  const t = useT();
  return (
    <BlockStack gap="150">
      <InlineStack align="space-between" gap="200">
        <Name {...customer} />
        <Text as="span" tone="subdued">
          {t(orders(customer.orders))}
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
      <InlineStack>{children}</InlineStack>
    </BlockStack>
  );
}

const WITHHELD = 'Shopify keeps some details from the app, because it is not approved for them.';

function foundText({ customers, more }: Extract<CustomerSearch, { outcome: 'found' }>): Saying {
  const count = customers.length;
  if (count === 0)
    return say(
      'No customer found. A guest who only ordered has no customer record: start their request by e-mail below.',
    );
  return more
    ? say('The first {count, number} customers. Add a word to find fewer.', { count })
    : say('{count, number} found.', { count });
}

/** The customers found, each with the requests that are open for them already. */
export function CustomerResults({
  search,
  onChoose,
}: {
  search: CustomerSearch;
  onChoose: (customer: CustomerLine) => void;
}) {
  const t = useT();
  if (search.outcome === 'failed')
    return (
      <Box padding="400">
        <Banner tone="critical" title={t('Shopify could not be searched')}>
          <p>
            {t(
              sentences(
                search.message,
                'Nothing was changed. Try again, or start the request by e-mail below.',
              ),
            )}
          </p>
        </Banner>
      </Box>
    );
  const { customers, withheld } = search;
  const start = (customer: CustomerLine) => (
    <Button
      onClick={() => onChoose(customer)}
      accessibilityLabel={t('Start request for {who}', {
        who: customer.name ?? customer.email ?? customer.id,
      })}
    >
      {t('Start request')}
    </Button>
  );
  return (
    <BlockStack>
      <div aria-live="polite">
        <Box padding="400" paddingBlockStart="0">
          <Text as="p" tone="subdued">
            {t(sentences(foundText(search), withheld ? WITHHELD : ''))}
          </Text>
        </Box>
      </div>
      {customers.length > 0 && (
        <FactTable
          name={{ singular: t('customer'), plural: t('customers') }}
          rows={customers}
          keyOf={({ id }) => id}
          entry={(customer) => <Entry customer={customer}>{start(customer)}</Entry>}
          columns={[
            { title: t('Customer'), cell: (customer) => <Name {...customer} /> },
            { title: t('E-mail'), cell: ({ email }) => email ?? '–' },
            { title: t('Phone'), cell: ({ phone }) => phone ?? '–' },
            { title: t('Orders'), cell: (customer) => t(orders(customer.orders)) },
            { title: t('Requests'), cell: (customer) => <Requests {...customer} /> },
            { title: t('Start'), cell: start },
          ]}
        />
      )}
    </BlockStack>
  );
}
