import { Badge, BlockStack, Box, Button, InlineStack, Text } from '@shopify/polaris';
import { useCallback, useId, useState } from 'react';
import type { RecordView } from '../core/record-view.ts';
import { LeaveOutForm } from './leave-out-form.tsx';
import { LeftOut, RecordFields } from './record-fields.tsx';
import type { PreviewView } from './review-view.ts';
import { useShown } from './shown-text.ts';
import { useT } from './words.tsx';

type Part = Pick<PreviewView, 'name' | 'total' | 'editable' | 'masks' | 'redactions'>;

/** What is to be seen of a record while it is folded. */
function Badges({ record, leftOut }: { record: RecordView; leftOut: 'whole' | 'partly' | null }) {
  const t = useT();
  return (
    <>
      {record.when && (
        <Text as="span" tone="subdued">
          {t(record.when)}
        </Text>
      )}
      {record.hasOthers && <Badge tone="attention">{t('May be about others')}</Badge>}
      {record.hasSensitive && <Badge tone="attention">{t('Sensitive')}</Badge>}
      {leftOut && <Badge tone="critical">{leftOut === 'whole' ? t('Left out') : t('Partly left out')}</Badge>}
    </>
  );
}

/** One record: a line that unfolds into all that is in it, and the means to leave some of it out. */
export function RecordItem(props: { record: RecordView; part: Part; open: boolean }) {
  const t = useT();
  const shown = useShown();
  const { record, part } = props;
  const [isOpen, setOpen] = useState(props.open);
  const id = useId();
  const toggle = useId();
  const redactions = part.redactions.filter(({ recordKey }) => recordKey === '' || recordKey === record.key);
  const whole = redactions.find(({ path }) => path === '');
  const isOutSomewhere = redactions.some(({ recordKey }) => recordKey !== '');
  const isOutWith = record.leftOutWith !== null;
  const partly = isOutSomewhere ? 'partly' : null;
  return (
    <Box as="li" padding="400" borderBlockEndWidth="025" borderColor="border">
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h3" variant="bodyMd" breakWord>
            <span translate={typeof record.title === 'string' ? 'no' : undefined}>
              <Button
                id={toggle}
                variant="plain"
                textAlign="left"
                disclosure={isOpen ? 'up' : 'down'}
                ariaExpanded={isOpen}
                ariaControls={id}
                onClick={() => setOpen(!isOpen)}
              >
                {shown(record.title)}
              </Button>
            </span>
          </Text>
          <Badges
            record={record}
            leftOut={(isOutSomewhere && whole !== undefined) || isOutWith ? 'whole' : partly}
          />
        </InlineStack>
        {whole && <LeftOut redaction={whole} canUndo={part.editable} />}
        {isOutWith && !whole && (
          <Text as="p" tone="subdued">
            {t(
              'Left out together with the record that it belongs to. Put that one back to include it again.',
            )}
          </Text>
        )}
        <div id={id} hidden={!isOpen}>
          {isOpen && <Unfolded record={record} part={part} redactions={redactions} toggle={toggle} />}
        </div>
      </BlockStack>
    </Box>
  );
}

/** What the form is open for: a field, or anything of the record; and where it was asked for. */
interface Asked {
  path: string | null;
  place: string;
}

function Unfolded(props: {
  record: RecordView;
  part: Part;
  redactions: PreviewView['redactions'];
  /** Id of the button that unfolds the record. */
  toggle: string;
}) {
  const t = useT();
  const { record, part, redactions, toggle } = props;
  const { name, total, editable, masks } = part;
  const top = useId();
  const [asked, setAsked] = useState<Asked | null>(null);
  const place = asked?.place;
  const close = useCallback(() => {
    setAsked(null);
    // Whoever uses the keyboard goes on from where they began; of a whole record only its line is left.
    const own = place === undefined ? null : document.getElementById(place)?.querySelector('button');
    (own ?? document.getElementById(toggle))?.focus();
  }, [place, toggle]);
  const isWhole = record.leftOutWith !== null || redactions.some(({ path }) => path === '');
  const form = editable && asked && (
    <LeaveOutForm
      key={asked.place}
      {...{ collection: name, record, path: asked.path, total, onDone: close }}
    />
  );
  const context = {
    ...{ redactions, masks },
    onLeaveOut: editable ? (path: string, at: string) => setAsked({ path, place: at }) : null,
    below: form && asked ? { place: asked.place, content: form } : null,
  };
  return (
    <BlockStack gap="300">
      {editable && !isWhole && (
        <div id={top}>
          <Button onClick={() => setAsked({ path: null, place: top })}>{t('Leave something out')}</Button>
        </div>
      )}
      {place === top && form}
      <RecordFields fields={record.fields} context={context} place={`${top}fields`} />
    </BlockStack>
  );
}
