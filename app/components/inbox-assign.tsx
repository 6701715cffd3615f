import { Modal, Select } from '@shopify/polaris';
import { useState } from 'react';
import type { InboxRow, Option } from './inbox-view.ts';

/** Asks who is to look after the chosen requests. */
export function InboxAssign(props: {
  /** The chosen ones; null: nothing is asked. */
  rows: InboxRow[] | null;
  staff: Option[];
  onAssign: (rows: InboxRow[], owner: string) => void;
  onClose: () => void;
}) {
  const { rows, staff, onAssign, onClose } = props;
  const [owner, setOwner] = useState(staff[0]?.value ?? '');
  const count = rows?.length ?? 0;
  return (
    <Modal
      open={rows !== null}
      onClose={onClose}
      title={count === 1 ? 'Give 1 request to somebody' : `Give ${count} requests to somebody`}
      primaryAction={{ content: 'Assign', onAction: () => onAssign(rows ?? [], owner) }}
      secondaryActions={[{ content: 'Cancel', onAction: onClose }]}
    >
      <Modal.Section>
        <Select
          label="Owner"
          helpText="Whoever has opened Privacy Desk once can be chosen."
          options={staff}
          value={owner}
          onChange={setOwner}
        />
      </Modal.Section>
    </Modal>
  );
}
