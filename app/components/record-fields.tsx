import { Button, InlineStack, Text } from '@shopify/polaris';
import type { CSSProperties, ReactNode } from 'react';
import { isWithin } from '../core/field-path.ts';
import { NEVER_DISCLOSED } from '../core/never-disclosed.ts';
import type { FieldView, ValueView } from '../core/record-view.ts';
import { PutBack } from './put-back.tsx';
import type { RedactionLine } from './review-view.ts';

/** What the fields of one record are shown with. */
export interface FieldsContext {
  /** What is left out of this record, the record's own and what is left out of all. */
  redactions: RedactionLine[];
  /** What California forbids to disclose is held back. */
  masks: boolean;
  /** Asks to leave a field out; null where nothing can be changed. */
  onLeaveOut: ((path: string) => void) | null;
}

const LIST: CSSProperties = { margin: 0, display: 'grid', gap: 'var(--p-space-200)' };
const NESTED: CSSProperties = {
  ...LIST,
  borderInlineStart: '2px solid var(--p-color-border)',
  paddingInlineStart: 'var(--p-space-200)',
};
/** Side by side where there is room, one under the other on a phone. */
const ROW: CSSProperties = { display: 'flex', flexWrap: 'wrap', columnGap: 'var(--p-space-400)' };
const NAME: CSSProperties = { flex: '0 0 11rem', color: 'var(--p-color-text-secondary)' };
const VALUE: CSSProperties = { flex: '1 1 14rem', minWidth: 0, margin: 0, overflowWrap: 'anywhere' };
const ITEMS: CSSProperties = { margin: 0, paddingInlineStart: 'var(--p-space-400)' };

/** Everything in a record that is not empty, nested as it is. */
export function RecordFields({ fields, context }: { fields: FieldView[]; context: FieldsContext }) {
  return <Fields fields={fields} context={context} style={LIST} />;
}

function Fields(props: { fields: FieldView[]; context: FieldsContext; style: CSSProperties }) {
  const { fields, context, style } = props;
  return (
    <dl style={style}>
      {[...fields.entries()].map(([at, field]) => (
        <div key={at} style={ROW}>
          <dt style={NAME}>{field.label}</dt>
          <dd style={VALUE}>
            <Field field={field} context={context} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Field({ field, context }: { field: FieldView; context: FieldsContext }) {
  const { path, label, other, sensitive } = field;
  const { redactions, masks, onLeaveOut } = context;
  const own = redactions.find((redaction) => path !== null && redaction.path === path);
  const isOut = path !== null && redactions.some((redaction) => isWithin(path, redaction.path || path));
  const isMarked = other !== undefined || sensitive !== undefined;
  return (
    <>
      <Struck isOut={isOut}>
        <Value value={field.value} context={context} />
      </Struck>
      {other && !isOut && <Mark>May be about somebody else: {other}</Mark>}
      {sensitive && !isOut && (
        <Mark>
          {masks
            ? `Not disclosed, by California’s rules; the answer says that ${NEVER_DISCLOSED[sensitive].label} is held`
            : `Sensitive: ${NEVER_DISCLOSED[sensitive].label}`}
        </Mark>
      )}
      {own ? (
        <LeftOut redaction={own} canUndo={onLeaveOut !== null} />
      ) : (
        path !== null &&
        isMarked &&
        !isOut &&
        onLeaveOut && (
          <Button variant="plain" onClick={() => onLeaveOut(path)} accessibilityLabel={`Leave out: ${label}`}>
            Leave out
          </Button>
        )
      )}
    </>
  );
}

/** That something is left out, why, and the way back. */
export function LeftOut({ redaction, canUndo }: { redaction: RedactionLine; canUndo: boolean }) {
  const everywhere = redaction.recordKey === '' ? ' in every record' : '';
  return (
    <InlineStack gap="200" blockAlign="center">
      <Text as="span" tone="critical" fontWeight="medium">
        Left out{everywhere}. {redaction.why}.
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

function Value({ value, context }: { value: ValueView; context: FieldsContext }) {
  if (typeof value === 'string') return <span style={{ whiteSpace: 'pre-line' }}>{value}</span>;
  if ('fields' in value)
    return value.fields.length === 0 ? (
      '–'
    ) : (
      <Fields fields={value.fields} context={context} style={NESTED} />
    );
  return (
    <ol style={ITEMS}>
      {[...value.items.entries()].map(([at, item]) => (
        <li key={at} style={{ marginBlockEnd: 'var(--p-space-200)' }}>
          <Value value={item} context={context} />
        </li>
      ))}
      {value.more > 0 && <li>and {value.more.toLocaleString('en-US')} more, which the archive has</li>}
    </ol>
  );
}
