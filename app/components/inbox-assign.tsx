import { Modal, Select } from '@shopify/polaris';
import { useState } from 'react';
import { OWNER } from '../core/inbox.ts';
import type { InboxRow, Option } from './inbox-view.ts';
import { useT } from './words.tsx';

/** Asks who is to look after the chosen requests. */
export function InboxAssign(props: {
  /** The chosen ones; null: nothing is asked. */
  rows: InboxRow[] | null;
  staff: Option[];
  onAssign: (rows: InboxRow[], owner: string) => void;
  onClose: () => void;
}) {
  const t = useT();
  const { rows, staff, onAssign, onClose } = props;
  const [owner, setOwner] = useState(staff[0]?.value ?? '');
  const count = rows?.length ?? 0;
  return (
    <Modal
      open={rows !== null}
      onClose={onClose}
      title={t('Give {count, plural, one {# request} other {# requests}} to somebody', { count })}
      primaryAction={{ content: t('Assign'), onAction: () => onAssign(rows ?? [], owner) }}
      secondaryActions={[{ content: t('Cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <Select
          label={t(OWNER)}
          helpText={t('Whoever has opened Privacy Desk once can be chosen.')}
          options={staff.map(({ value, label }) => ({ value, label: t(label) }))}
          value={owner}
          onChange={setOwner}
        />
      </Modal.Section>
    </Modal>
  );
}
