import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Box, Button, ChoiceList, InlineStack, Select, Text } from '@shopify/polaris';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import {
  leftOutText,
  REDACTION_REASON_NAMES,
  REDACTION_REASONS,
  type RedactionReason,
} from '../core/disclosure.ts';
import { type FieldView, pathText, type RecordView } from '../core/record-view.ts';
import { type Saying, say, sentences } from '../core/saying.ts';
import { useShown } from './shown-text.ts';
import { SubmitButton } from './submit-button.tsx';
import { useReviewPath } from './use-review-path.ts';
import { useT } from './words.tsx';

const WHOLE = '';

/** Every field of a record that can be left out by itself, outermost first; the items of a list share a path. */
function pathsOf(fields: FieldView[]): string[] {
  const paths = fields.flatMap(({ path, value }) => {
    const own = path === null ? [] : [path];
    if (typeof value === 'string' || 'say' in value) return own;
    const inner = 'fields' in value ? [value] : value.items.filter((item) => typeof item === 'object');
    return own.concat(inner.flatMap((item) => ('fields' in item ? pathsOf(item.fields) : [])));
  });
  return paths;
}

const sharedText = (count: number): Saying | null =>
  count > 1
    ? say('This record has {count, number} values of this name. All of them are left out.', { count })
    : null;

const WITH_IT = 'What belongs to it in other parts, such as the items of an order, is left out with it.';
const NO_REASON = 'Choose a reason first: the person reads it in place of what is left out.';

/** In one record, or in all of the part. */
function Where(props: { total: number; everywhere: boolean; onChange: (everywhere: boolean) => void }) {
  const t = useT();
  const { total, everywhere, onChange } = props;
  return (
    <ChoiceList
      title={t('Where')}
      choices={[
        { value: 'one', label: t('In this record') },
        { value: 'all', label: t('In all {total, number} records of this part', { total }) },
      ]}
      selected={[everywhere ? 'all' : 'one']}
      onChange={([chosen]) => onChange(chosen === 'all')}
    />
  );
}

/** None until somebody has chosen: what nobody has thought about is no reason. */
type Reason = RedactionReason | '';

/** Why, and what the person reads in its place. */
function Why(props: { id: string; reason: Reason; missing: boolean; onChange: (reason: Reason) => void }) {
  const t = useT();
  const { id, reason, missing, onChange } = props;
  const read =
    reason === '' ? '' : say('The person reads “{mark}” in its place.', { mark: leftOutText(reason) });
  return (
    <>
      <Select
        id={id}
        label={t('Why')}
        placeholder={t('Choose a reason')}
        options={REDACTION_REASON_NAMES.map((value) => ({ value, label: t(REDACTION_REASONS[value].label) }))}
        value={reason}
        onChange={(chosen) => onChange(chosen as RedactionReason)}
        helpText={reason === '' ? undefined : t(REDACTION_REASONS[reason].what)}
        error={missing && t(NO_REASON)}
      />
      <Text as="p" tone="subdued">
        {t(
          sentences(
            read,
            say('What was gathered stays as it is: you can put it back until the answer is released.'),
          ),
        )}
      </Text>
    </>
  );
}

/** Sends the form, and is done when the page says that nothing stood in the way. */
function useSending(onDone: () => void) {
  const fetcher = useFetcher<{ message: Saying | null }>();
  const isDone = fetcher.state === 'idle' && fetcher.data?.message === null;
  useEffect(() => {
    if (isDone) onDone();
  }, [isDone, onDone]);
  return { Form: fetcher.Form, isBusy: fetcher.state !== 'idle', refusal: fetcher.data?.message ?? null };
}

/** A reason must be chosen before the form is sent; whoever sends it without is led to it. */
function useReason(field: string) {
  const [reason, setReason] = useState<Reason>('');
  const [isMissing, setMissing] = useState(false);
  const require = (event: FormEvent) => {
    if (reason !== '') return;
    event.preventDefault();
    setMissing(true);
    document.getElementById(field)?.focus();
  };
  return { reason, setReason, isMissing: isMissing && reason === '', require };
}

export interface LeaveOutProps {
  collection: string;
  record: RecordView;
  /** The field that is asked for; null leaves the choice open. */
  path: string | null;
  total: number;
  onDone: () => void;
}

/** Asks what to leave out, from where and why. */
export function LeaveOutForm({ collection, record, path, total, onDone }: LeaveOutProps) {
  const t = useT();
  const shown = useShown();
  const { Form, isBusy, refusal } = useSending(onDone);
  const action = useReviewPath(collection);
  const why = useId();
  const { reason, setReason, isMissing, require } = useReason(why);
  const [what, setWhat] = useState(path ?? WHOLE);
  const [everywhere, setEverywhere] = useState(false);
  const start = useRef<HTMLElement>(null);
  useEffect(() => start.current?.focus(), []);
  const scope = what === WHOLE ? 'record' : everywhere ? 'all' : 'field';
  const counts = Map.groupBy(pathsOf(record.fields), (each) => each);
  const options = [...counts.keys()].map((value) => ({ value, label: t(pathText(value)) }));
  const help = what === WHOLE ? WITH_IT : sharedText(counts.get(what)?.length ?? 0);
  const fields = { scope, reason, path: what, recordKey: record.key, position: String(record.position) };
  return (
    <section
      ref={start}
      tabIndex={-1}
      aria-label={t('Leave something out of {record}', { record: shown(record.title) })}
    >
      <Box padding="400" background="bg-surface-secondary" borderRadius="200">
        <Form method="post" action={action} onSubmit={require}>
          {Object.entries({ intent: 'leave-out', ...fields }).map(([name, value]) => (
            <input type="hidden" name={name} value={value} key={name} />
          ))}
          <BlockStack gap="300">
            <Select
              label={t('What to leave out')}
              options={[{ value: WHOLE, label: t('The whole record') }, ...options]}
              value={what}
              onChange={setWhat}
              helpText={help === null ? undefined : t(help)}
            />
            {what !== WHOLE && total > 1 && (
              <Where total={total} everywhere={everywhere} onChange={setEverywhere} />
            )}
            <Why id={why} reason={reason} missing={isMissing} onChange={setReason} />
            {refusal && (
              <Banner tone="critical" title={t('Nothing was left out')}>
                <p>{t(refusal)}</p>
              </Banner>
            )}
            <InlineStack gap="200">
              <SubmitButton variant="primary" loading={isBusy}>
                {scope === 'all' ? t('Leave out of all {total, number} records', { total }) : t('Leave out')}
              </SubmitButton>
              <Button onClick={onDone}>{t('Cancel')}</Button>
            </InlineStack>
          </BlockStack>
        </Form>
      </Box>
    </section>
  );
}
