import { Button, InlineStack, Text } from '@shopify/polaris';
import type { CSSProperties, ReactNode } from 'react';
import { isWithin } from '../core/field-path.ts';
import { NEVER_DISCLOSED } from '../core/never-disclosed.ts';
import type { FieldView, TextView, ValueView } from '../core/record-view.ts';
import { say } from '../core/saying.ts';
import { PutBack } from './put-back.tsx';
import type { RedactionLine } from './review-view.ts';
import { useShown } from './shown-text.ts';
import { useT } from './words.tsx';

/** What the fields of one record are shown with. */
export interface FieldsContext {
  /** What is left out of this record, the record's own and what is left out of all. */
  redactions: RedactionLine[];
  /** What California forbids to disclose is held back. */
  masks: boolean;
  /** Asks to leave a field out, at its place in the record; null where nothing can be changed. */
  onLeaveOut: ((path: string, place: string) => void) | null;
  /** What stands below the field at that place. */
  below: { place: string; content: ReactNode } | null;
}

const LIST: CSSProperties = { margin: 0, display: 'grid', gap: 'var(--p-space-200)' };
const NESTED: CSSProperties = {
  ...LIST,
  borderInlineStartWidth: 2,
  borderInlineStartStyle: 'solid',
  borderInlineStartColor: 'var(--p-color-border)',
  paddingInlineStart: 'var(--p-space-200)',
};
/** Side by side where there is room, one under the other on a phone. */
const ROW: CSSProperties = { display: 'flex', flexWrap: 'wrap', columnGap: 'var(--p-space-400)' };
const NAME: CSSProperties = { flex: '0 0 11rem', color: 'var(--p-color-text-secondary)' };
const VALUE: CSSProperties = { flex: '1 1 14rem', minWidth: 0, margin: 0, overflowWrap: 'anywhere' };
const ITEMS: CSSProperties = { margin: 0, paddingInlineStart: 'var(--p-space-400)' };

/**
 * Everything in a record that is not empty, nested as it is.
 * @param place of the record on the page; the fields' places are ids that begin with it
 */
export function RecordFields(props: { fields: FieldView[]; context: FieldsContext; place: string }) {
  return <Fields {...props} style={LIST} />;
}

function Fields(props: { fields: FieldView[]; context: FieldsContext; place: string; style: CSSProperties }) {
  const { fields, context, place, style } = props;
  return (
    <dl style={style}>
      {[...fields.entries()].map(([at, field]) => (
        <div key={at} style={ROW}>
          <dt style={NAME}>
            <Label field={field} />
          </dt>
          <dd style={VALUE}>
            <Field field={field} context={context} place={`${place}.${at}`} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Label({ field: { label, isGivenName } }: { field: FieldView }) {
  const t = useT();
  return isGivenName ? <span translate="no">{label}</span> : t(label);
}

function Field({ field, context, place }: { field: FieldView; context: FieldsContext; place: string }) {
  const t = useT();
  const { path, other, sensitive } = field;
  const { redactions, masks, below } = context;
  const isOut = path !== null && redactions.some((redaction) => isWithin(path, redaction.path || path));
  const what = sensitive === undefined ? '' : say(NEVER_DISCLOSED[sensitive].label);
  return (
    <>
      <Struck isOut={isOut}>
        <Value value={field.value} context={context} place={place} />
      </Struck>
      {other && !isOut && <Mark>{t('May be about somebody else: {other}', { other: say(other) })}</Mark>}
      {sensitive && !isOut && (
        <Mark>
          {masks
            ? t('Not disclosed, by California’s rules; the answer says that {what} is held', { what })
            : t('Sensitive: {what}', { what })}
        </Mark>
      )}
      <span id={place}>
        <FieldAction field={field} context={context} place={place} isOut={isOut} />
      </span>
      {below?.place === place && below.content}
    </>
  );
}

/** The way to leave out a field that is marked, or back. */
function FieldAction(props: { field: FieldView; context: FieldsContext; place: string; isOut: boolean }) {
  const t = useT();
  const { field, place, isOut } = props;
  const { path, label, other, sensitive, isGivenName } = field;
  const { redactions, onLeaveOut } = props.context;
  const own = redactions.find((redaction) => path !== null && redaction.path === path);
  if (own) return <LeftOut redaction={own} canUndo={onLeaveOut !== null} />;
  const isMarked = other !== undefined || sensitive !== undefined;
  if (path === null || !isMarked || isOut || onLeaveOut === null) return null;
  return (
    <Button
      variant="plain"
      onClick={() => onLeaveOut(path, place)}
      accessibilityLabel={t('Leave out: {field}', { field: isGivenName ? label : say(label) })}
    >
      {t('Leave out')}
    </Button>
  );
}

/** That something is left out, why, and the way back. */
export function LeftOut({ redaction, canUndo }: { redaction: RedactionLine; canUndo: boolean }) {
  const t = useT();
  const why = say(redaction.why);
  return (
    <InlineStack gap="200" blockAlign="center">
      <Text as="span" tone="critical" fontWeight="medium">
        {redaction.recordKey === ''
          ? t('Left out in every record. {why}.', { why })
          : t('Left out. {why}.', { why })}
      </Text>
      {canUndo && <PutBack redaction={redaction} />}
    </InlineStack>
  );
}

const Mark = ({ children }: { children: ReactNode }) => (
  <Text as="p" tone="caution" variant="bodySm">
    {children}
  </Text>
);

const Struck = ({ isOut, children }: { isOut: boolean; children: ReactNode }) =>
  isOut ? <del style={{ color: 'var(--p-color-text-secondary)' }}>{children}</del> : children;

/** A text in which only what is ours changes with the language. */
function Shown({ text }: { text: TextView }) {
  const shown = useShown();
  const isData = typeof text === 'string';
  return (
    <span style={{ whiteSpace: 'pre-line' }} translate={isData ? 'no' : undefined}>
      {shown(text)}
    </span>
  );
}

function Value(props: { value: ValueView; context: FieldsContext; place: string }) {
  const { value, context, place } = props;
  const t = useT();
  if (typeof value === 'string' || 'say' in value) return <Shown text={value} />;
  if ('fields' in value)
    return value.fields.length === 0 ? (
      '–'
    ) : (
      <Fields fields={value.fields} context={context} place={place} style={NESTED} />
    );
  return (
    <ol style={ITEMS}>
      {[...value.items.entries()].map(([at, item]) => (
        <li key={at} style={{ marginBlockEnd: 'var(--p-space-200)' }}>
          <Value value={item} context={context} place={`${place}.${at}`} />
        </li>
      ))}
      {value.more > 0 && (
        <li>{t('and {count, number} more, which the archive has', { count: value.more })}</li>
      )}
    </ol>
  );
}
