import { Badge, BlockStack, Box, Button, InlineStack, Text } from '@shopify/polaris';
import { useCallback, useId, useState } from 'react';
import type { RecordView } from '../core/record-view.ts';
import { LeaveOutForm } from './leave-out-form.tsx';
import { LeftOut, RecordFields } from './record-fields.tsx';
import type { PreviewView } from './review-view.ts';

type Part = Pick<PreviewView, 'name' | 'total' | 'editable' | 'masks' | 'redactions'>;

/** One record: a line that unfolds into all that is in it, and the means to leave some of it out. */
export function RecordItem(props: { record: RecordView; part: Part; open: boolean }) {
  const { record, part } = props;
  const [isOpen, setOpen] = useState(props.open);
  const id = useId();
  const toggle = useId();
  const redactions = part.redactions.filter(({ recordKey }) => recordKey === '' || recordKey === record.key);
  const whole = redactions.find(({ path }) => path === '');
  const isOutSomewhere = redactions.some(({ recordKey }) => recordKey !== '');
  const isOutWith = record.leftOutWith !== null;
  return (
    <Box as="li" padding="400" borderBlockEndWidth="025" borderColor="border">
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h3" variant="bodyMd" breakWord>
            <Button
              id={toggle}
              variant="plain"
              textAlign="left"
              disclosure={isOpen ? 'up' : 'down'}
              ariaExpanded={isOpen}
              ariaControls={id}
              onClick={() => setOpen(!isOpen)}
            >
              {record.title}
            </Button>
          </Text>
          {record.when && (
            <Text as="span" tone="subdued">
              {record.when}
            </Text>
          )}
          {record.hasOthers && <Badge tone="attention">May be about others</Badge>}
          {record.hasSensitive && <Badge tone="attention">Sensitive</Badge>}
          {(isOutSomewhere || isOutWith) && (
            <Badge tone="critical">{whole || isOutWith ? 'Left out' : 'Partly left out'}</Badge>
          )}
        </InlineStack>
        {whole && <LeftOut redaction={whole} canUndo={part.editable} />}
        {isOutWith && !whole && (
          <Text as="p" tone="subdued">
            Left out together with the record that it belongs to. Put that one back to include it again.
          </Text>
        )}
        <div id={id} hidden={!isOpen}>
          {isOpen && <Unfolded record={record} part={part} redactions={redactions} toggle={toggle} />}
        </div>
      </BlockStack>
    </Box>
  );
}

function Unfolded(props: {
  record: RecordView;
  part: Part;
  redactions: PreviewView['redactions'];
  /** Id of the button that unfolds the record. */
  toggle: string;
}) {
  const { record, part, redactions, toggle } = props;
  const { name, total, editable, masks } = part;
  /** What the form is open for: a field, or anything; null while it is closed. */
  const [asked, setAsked] = useState<{ path: string | null } | null>(null);
  const opener = useId();
  const close = useCallback(() => {
    setAsked(null);
    // Whoever uses the keyboard goes on from where they began; of a whole record only its line is left.
    (document.getElementById(opener) ?? document.getElementById(toggle))?.focus();
  }, [opener, toggle]);
  const isWhole = record.leftOutWith !== null || redactions.some(({ path }) => path === '');
  const canLeaveOut = editable && !isWhole;
  const onLeaveOut = editable ? (path: string) => setAsked({ path }) : null;
  return (
    <BlockStack gap="300">
      <RecordFields fields={record.fields} context={{ redactions, masks, onLeaveOut }} />
      {canLeaveOut && (
        <InlineStack>
          <Button id={opener} onClick={() => setAsked({ path: null })}>
            Leave something out
          </Button>
        </InlineStack>
      )}
      {editable && asked && (
        <LeaveOutForm
          key={asked.path}
          collection={name}
          record={record}
          path={asked.path}
          total={total}
          onDone={close}
        />
      )}
    </BlockStack>
  );
}
