import { useActionData, useNavigation, useSubmit } from '@remix-run/react';
import { Banner, BlockStack, Box, Button, Card, InlineGrid, InlineStack, List, Text } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { RectifyField } from './rectify-field.tsx';
import type { FieldEntry, PartEntry, RectifyView } from './rectify-view.ts';
import { SaveGuard } from './save-guard.tsx';
import { useT } from './words.tsx';

/** What the page's action answers where nothing was proposed. */
export interface Refusal {
  message: string;
  /** By the name of the form field. */
  problems: Record<string, string>;
}

type Form = Extract<RectifyView, { outcome: 'read' }>;

const fieldsOf = ({ parts }: Form): FieldEntry[] => parts.flatMap(({ fields }) => fields);

/** What was typed, over what the fields began with; what the page reads anew does not undo it. */
function useTyped(form: Form) {
  const [typed, setTyped] = useState<Record<string, string>>({});
  const fields = fieldsOf(form);
  const textOf = ({ name, initial }: FieldEntry): string => typed[name] ?? initial;
  return {
    textOf,
    type: (name: string, value: string) => setTyped((before) => ({ ...before, [name]: value })),
    reset: () => setTyped({}),
    dirty: fields.some((field) => textOf(field) !== field.initial),
    /** Everything that is to become another, with what was seen beside it. */
    corrections: fields
      .filter((field) => textOf(field) !== field.now)
      .flatMap((field) => [[field.name, textOf(field)] as const, [field.seenName, field.now] as const]),
  };
}
type Typed = ReturnType<typeof useTyped>;

function PartCard(props: {
  part: PartEntry;
  typed: Typed;
  problems: Record<string, string>;
  countries: Form['countries'];
}) {
  const { part, typed, problems, countries } = props;
  const t = useT();
  return (
    <Card>
      <fieldset aria-labelledby={`part-${part.id}`} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <BlockStack gap="300">
          <Text as="h2" variant="headingSm" id={`part-${part.id}`}>
            {t(part.title)}
          </Text>
          <InlineGrid columns={{ xs: 1, md: 2 }} gap="300">
            {part.fields.map((field) => (
              <RectifyField
                key={field.name}
                field={field}
                value={typed.textOf(field)}
                problem={problems[field.name]}
                countries={countries}
                onChange={(value) => typed.type(field.name, value)}
              />
            ))}
          </InlineGrid>
        </BlockStack>
      </fieldset>
    </Card>
  );
}

/** Says why nothing was proposed, and leads to the first field that needs another look. */
function Refused({ refusal }: { refusal: Refusal }) {
  const t = useT();
  const banner = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const [first] = Object.keys(refusal.problems);
    const field = first === undefined ? null : document.getElementById(first);
    (field ?? banner.current)?.focus();
  }, [refusal]);
  return (
    <div ref={banner} tabIndex={-1}>
      <Banner tone="critical" title={t('Nothing was proposed yet')}>
        <p>{t(refusal.message)}</p>
      </Banner>
    </div>
  );
}

function Elsewhere({ notes }: { notes: string[] }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingSm">
          {t('Not to be changed here')}
        </Text>
        <List>
          {notes.map((note) => (
            <List.Item key={note}>{t(note)}</List.Item>
          ))}
        </List>
      </BlockStack>
    </Card>
  );
}

/** A person's data as it stands in Shopify, to be corrected; what is saved is a plan, and changes nothing yet. */
export function RectifyForm({ form }: { form: Form }) {
  const t = useT();
  const typed = useTyped(form);
  const submit = useSubmit();
  const refusal = useActionData<Refusal>();
  const busy = useNavigation().state !== 'idle';
  const propose = () => {
    if (!busy) submit(Object.fromEntries(typed.corrections), { method: 'post' });
  };
  const count = typed.corrections.length / 2;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        propose();
      }}
    >
      <SaveGuard
        id="rectify"
        isTyped={typed.dirty}
        isBusy={busy}
        discardConfirmation
        onSave={propose}
        onDiscard={typed.reset}
      />
      <BlockStack gap="400">
        {refusal && <Refused refusal={refusal} />}
        {form.parts.map((part) => (
          <PartCard
            key={part.id}
            part={part}
            typed={typed}
            problems={refusal?.problems ?? {}}
            countries={form.countries}
          />
        ))}
        <Elsewhere notes={form.notes} />
        <Box paddingBlockEnd="400">
          <InlineStack gap="300" blockAlign="center">
            <Button submit variant="primary" disabled={count === 0} loading={busy}>
              {t('Propose changes')}
            </Button>
            <Text as="span" tone="subdued">
              {count === 0
                ? t('Nothing is changed yet.')
                : t(
                    '{count, plural, one {# field} other {# fields}} to change. Shopify is not changed before you approve.',
                    { count },
                  )}
            </Text>
          </InlineStack>
        </Box>
      </BlockStack>
    </form>
  );
}
