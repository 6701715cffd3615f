import { useFetcher } from '@remix-run/react';
import { BlockStack, Card, InlineStack, Select } from '@shopify/polaris';
import { useState } from 'react';
import { OWNER } from '../core/inbox.ts';
import { NOT_YOURS, useMay } from './may.tsx';
import type { RequestView } from './request-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

/** Who looks after a request, and a way to give it to somebody else. */
export function InboxOwner({ request }: { request: Pick<RequestView, 'id' | 'owner' | 'owners'> }) {
  const t = useT();
  const { id, owner, owners } = request;
  const mayAssign = useMay('requests.handle');
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
            label={t(OWNER)}
            name="owner"
            options={[
              { value: '', label: t('Nobody') },
              ...owners.map(({ value: id, label }) => ({ value: id, label: t(label) })),
            ]}
            value={value}
            disabled={!mayAssign}
            helpText={mayAssign ? undefined : t(NOT_YOURS)}
            onChange={setChosen}
            error={isUnknown && t('They have to open Privacy Desk once before they can be chosen.')}
          />
          <InlineStack>
            <SubmitButton loading={fetcher.state !== 'idle'} disabled={value === (owner ?? '')}>
              {t('Change owner')}
            </SubmitButton>
          </InlineStack>
        </BlockStack>
      </fetcher.Form>
    </Card>
  );
}
