import type { FetcherWithComponents } from '@remix-run/react';
import { BlockStack, Box, Card, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { data, rowText, say } from '../core/saying.ts';
import type { CustomerLine, CustomerSearch } from '../services/search-customers.ts';
import type { Candidate } from './confirm-start.tsx';
import { CustomerResults } from './customer-results.tsx';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

/**
 * A form per customer and page load: sent twice it is one request, and another customer is another form.
 */
const candidateOf = (customer: CustomerLine, formId: string): Candidate => ({
  who: rowText([
    customer.name === null ? say('Customer {id}', { id: customer.id }) : data(customer.name),
    ...(customer.email === null ? [] : [data(customer.email)]),
  ]),
  openRequests: customer.openRequests,
  fields: {
    intent: 'start-customer',
    formId: `${formId}-${customer.id}`,
    customerId: customer.id,
    email: customer.email ?? '',
    phone: customer.phone ?? '',
  },
});

/** Finds a person among the shop's customers in Shopify. */
export function CustomerSearchCard(props: {
  fetcher: FetcherWithComponents<{ error: string | null; search: CustomerSearch | null }>;
  formId: string;
  onChoose: (candidate: Candidate) => void;
}) {
  const t = useT();
  const { fetcher, formId, onChoose } = props;
  const [words, setWords] = useState('');
  const search = fetcher.data?.search ?? null;
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="300">
          <Text as="h2" variant="headingSm">
            {t('Find a customer in Shopify')}
          </Text>
          <fetcher.Form method="post">
            <input type="hidden" name="intent" value="search" />
            <TextField
              label={t('Name, e-mail or phone')}
              name="words"
              value={words}
              onChange={setWords}
              autoComplete="off"
              maxLength={200}
              error={fetcher.data?.error ? t(fetcher.data.error) : undefined}
              connectedRight={
                <SubmitButton size="large" loading={fetcher.state !== 'idle'}>
                  {t('Search')}
                </SubmitButton>
              }
            />
          </fetcher.Form>
        </BlockStack>
      </Box>
      {search && (
        <CustomerResults search={search} onChoose={(customer) => onChoose(candidateOf(customer, formId))} />
      )}
    </Card>
  );
}
