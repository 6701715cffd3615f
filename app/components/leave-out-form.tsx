import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Box, Button, ChoiceList, InlineStack, Select, Text } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import {
  leftOutText,
  REDACTION_REASON_NAMES,
  REDACTION_REASONS,
  type RedactionReason,
} from '../core/disclosure.ts';
import { type FieldView, pathText, type RecordView } from '../core/record-view.ts';
import { SubmitButton } from './submit-button.tsx';
import { useReviewPath } from './use-review-path.ts';

const WHOLE = '';
const REASONS = REDACTION_REASON_NAMES.map((value) => ({ value, label: REDACTION_REASONS[value].label }));

/** Every field of a record that can be left out by itself, outermost first; the items of a list share a path. */
function pathsOf(fields: FieldView[]): string[] {
  const paths = fields.flatMap(({ path, value }) => {
    const own = path === null ? [] : [path];
    if (typeof value === 'string') return own;
    const inner = 'fields' in value ? [value] : value.items.filter((item) => typeof item === 'object');
    return own.concat(inner.flatMap((item) => ('fields' in item ? pathsOf(item.fields) : [])));
  });
  return paths;
}

const sharedText = (count: number): string | undefined =>
  count > 1 ? `This record has ${count} values of this name. All of them are left out.` : undefined;

const WITH_IT = 'What belongs to it in other parts, such as the items of an order, is left out with it.';

/** In one record, or in all of the part. */
function Where(props: { total: string; everywhere: boolean; onChange: (everywhere: boolean) => void }) {
  const { total, everywhere, onChange } = props;
  return (
    <ChoiceList
      title="Where"
      choices={[
        { value: 'one', label: 'In this record' },
        { value: 'all', label: `In all ${total} records of this part` },
      ]}
      selected={[everywhere ? 'all' : 'one']}
      onChange={([chosen]) => onChange(chosen === 'all')}
    />
  );
}

/** Why, and what the person reads in its place. */
function Why({ reason, onChange }: { reason: RedactionReason; onChange: (reason: RedactionReason) => void }) {
  return (
    <>
      <Select
        label="Why"
        options={REASONS}
        value={reason}
        onChange={(chosen) => onChange(chosen as RedactionReason)}
        helpText={REDACTION_REASONS[reason].what}
      />
      <Text as="p" tone="subdued">
        The person reads “{leftOutText(reason)}” in its place. What was gathered stays as it is: you can put
        it back until the answer is released.
      </Text>
    </>
  );
}

/** Sends the form, and is done when the page says that nothing stood in the way. */
function useSending(onDone: () => void) {
  const fetcher = useFetcher<{ message: string | null }>();
  const isDone = fetcher.state === 'idle' && fetcher.data?.message === null;
  useEffect(() => {
    if (isDone) onDone();
  }, [isDone, onDone]);
  return { Form: fetcher.Form, isBusy: fetcher.state !== 'idle', refusal: fetcher.data?.message ?? null };
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
  const { Form, isBusy, refusal } = useSending(onDone);
  const action = useReviewPath(collection);
  const [what, setWhat] = useState(path ?? WHOLE);
  const [everywhere, setEverywhere] = useState(false);
  const [reason, setReason] = useState<RedactionReason>('other-person');
  const start = useRef<HTMLElement>(null);
  useEffect(() => start.current?.focus(), []);
  const scope = what === WHOLE ? 'record' : everywhere ? 'all' : 'field';
  const counts = Map.groupBy(pathsOf(record.fields), (each) => each);
  const options = [...counts.keys()].map((value) => ({ value, label: pathText(value) }));
  const all = total.toLocaleString('en-US');
  const fields = { scope, reason, path: what, recordKey: record.key, position: String(record.position) };
  return (
    <section ref={start} tabIndex={-1} aria-label={`Leave something out of ${record.title}`}>
      <Box padding="400" background="bg-surface-secondary" borderRadius="200">
        <Form method="post" action={action}>
          {Object.entries({ intent: 'leave-out', ...fields }).map(([name, value]) => (
            <input type="hidden" name={name} value={value} key={name} />
          ))}
          <BlockStack gap="300">
            <Select
              label="What to leave out"
              options={[{ value: WHOLE, label: 'The whole record' }, ...options]}
              value={what}
              onChange={setWhat}
              helpText={what === WHOLE ? WITH_IT : sharedText(counts.get(what)?.length ?? 0)}
            />
            {what !== WHOLE && total > 1 && (
              <Where total={all} everywhere={everywhere} onChange={setEverywhere} />
            )}
            <Why reason={reason} onChange={setReason} />
            {refusal && (
              <Banner tone="critical" title="Nothing was left out">
                <p>{refusal}</p>
              </Banner>
            )}
            <InlineStack gap="200">
              <SubmitButton variant="primary" loading={isBusy}>
                {scope === 'all' ? `Leave out of all ${all} records` : 'Leave out'}
              </SubmitButton>
              <Button onClick={onDone}>Cancel</Button>
            </InlineStack>
          </BlockStack>
        </Form>
      </Box>
    </section>
  );
}
