import { useFetcher } from '@remix-run/react';
import { BlockStack, Card, InlineStack, Select } from '@shopify/polaris';
import { useState } from 'react';
import type { RequestView } from './request-view.ts';
import { SubmitButton } from './submit-button.tsx';

/** Who looks after a request, and a way to give it to somebody else. */
export function InboxOwner({ request }: { request: Pick<RequestView, 'id' | 'owner' | 'owners'> }) {
  const { id, owner, owners } = request;
  const fetcher = useFetcher<{ outcome: string }>();
  const [chosen, setChosen] = useState<string | null>(null);
  const value = chosen ?? owner ?? '';
  const isUnknown = fetcher.data?.outcome === 'unknown-staff';
  return (
    <Card>
      <fetcher.Form method="post" onSubmit={() => setChosen(null)}>
        <input type="hidden" name="intent" value="assign" />
        <input type="hidden" name="requestId" value={id} />
        <BlockStack gap="200">
          <Select
            label="Owner"
            name="owner"
            options={[{ value: '', label: 'Nobody' }, ...owners]}
            value={value}
            onChange={setChosen}
            error={isUnknown && 'They have to open Privacy Desk once before they can be chosen.'}
          />
          <InlineStack>
            <SubmitButton loading={fetcher.state !== 'idle'} disabled={value === (owner ?? '')}>
              Change owner
            </SubmitButton>
          </InlineStack>
        </BlockStack>
      </fetcher.Form>
    </Card>
  );
}
