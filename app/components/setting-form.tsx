import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Box, Card, Layout, Text } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { choiceText, say, sentences } from '../core/saying.ts';
import { SaveGuard } from './save-guard.tsx';
import { SettingField } from './setting-field.tsx';
import type { SettingGroup, SettingsView } from './setting-view.ts';
import { useT } from './words.tsx';

/** What the page's action answers. */
export interface SaveOutcome {
  saved: boolean;
  /** By the name of the form field: what to enter. */
  problems: Record<string, string>;
}

/** What was typed, over what stands; what the page reads anew does not undo it. */
function useTyped({ groups }: SettingsView) {
  const [typed, setTyped] = useState<Record<string, string>>({});
  const entries = groups.flatMap((group) => group.entries);
  const changes = entries.filter(({ name, value }) => (typed[name] ?? value) !== value);
  return {
    textOf: (name: string, value: string): string => typed[name] ?? value,
    type: (name: string, value: string) => setTyped((before) => ({ ...before, [name]: value })),
    reset: () => setTyped({}),
    /** What is to become another, by the name of its field. */
    changes: Object.fromEntries(changes.map(({ name, value }) => [name, typed[name] ?? value])),
  };
}
type Typed = ReturnType<typeof useTyped>;

/** On a phone the cards reach the edge of the screen; the words above them do not. */
const INDENT = { xs: '400', sm: '0' } as const;

function Group(props: {
  group: SettingGroup;
  typed: Typed;
  problems: Record<string, string>;
  editable: boolean;
}) {
  const t = useT();
  const { group, typed, problems, editable } = props;
  const { title, what, entries } = group;
  const heading = (
    <Box as="span" paddingInline={INDENT}>
      {t(title)}
    </Box>
  );
  const description = (
    <Box paddingInline={INDENT}>
      <p>{t(what)}</p>
    </Box>
  );
  return (
    <Layout.AnnotatedSection title={heading} description={description}>
      <Card>
        <BlockStack gap="400">
          {entries.map((entry) => (
            <SettingField
              key={entry.name}
              entry={entry}
              value={typed.textOf(entry.name, entry.value)}
              problem={problems[entry.name]}
              disabled={!editable}
              onChange={(value) => typed.type(entry.name, value)}
            />
          ))}
          {entries.length === 0 && <Text as="p">{t('Nobody is known yet.')}</Text>}
        </BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  );
}

const REFUSED = 'Look at the fields that are marked. Whatever is not saved yet is still here.';

/** What became of the last saving; it stays until the next. */
function Outcome({ outcome }: { outcome: SaveOutcome | undefined }) {
  const t = useT();
  if (!outcome) return null;
  return (
    <Layout.Section>
      <div role="status">
        {outcome.saved ? (
          <Banner tone="success" title={t('Saved')}>
            <p>{t('It counts from now on, and stands in the activity.')}</p>
          </Banner>
        ) : (
          <Banner tone="critical" title={t('Not everything could be saved')}>
            <p>{t(REFUSED)}</p>
          </Banner>
        )}
      </div>
    </Layout.Section>
  );
}

function ReadOnly({ role, owners }: SettingsView) {
  const t = useT();
  const who =
    owners.length > 0
      ? say('Ask {owners}.', { owners: choiceText(owners) })
      : say('Ask the owner of the Shopify account.');
  return (
    <Layout.Section>
      <Banner tone="info" title={t('Only owners change settings')}>
        <p>
          {t(
            sentences(
              say('Your role is {role}, so this page is for you to look at.', { role: say(role) }),
              who,
            ),
          )}
        </p>
      </Banner>
    </Layout.Section>
  );
}

/** Everything that can be set, with Shopify's own bar for what is not saved yet. */
export function SettingForm({ view }: { view: SettingsView }) {
  const typed = useTyped(view);
  const fetcher = useFetcher<SaveOutcome>();
  const { data: outcome, state } = fetcher;
  const busy = state !== 'idle';
  const { changes } = typed;
  const isChanged = Object.keys(changes).length > 0;
  // What was taken back is no problem any more.
  const problems = Object.fromEntries(
    Object.entries(outcome?.problems ?? {}).filter(([name]) => changes[name] !== undefined),
  );
  const tellsSaved = outcome?.saved === true && !isChanged;
  const told = tellsSaved || Object.keys(problems).length > 0 ? outcome : undefined;
  const save = () => {
    if (!busy) fetcher.submit(changes, { method: 'post' });
  };
  const settle = useRef(typed.reset);
  useEffect(() => {
    // By then the page has read anew what was saved.
    if (!outcome || state !== 'idle') return;
    if (outcome.saved) settle.current();
    const [first] = Object.keys(outcome.problems);
    if (first !== undefined) document.getElementById(first)?.focus();
  }, [outcome, state]);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <SaveGuard
        id="settings"
        isTyped={isChanged}
        isBusy={busy}
        discardConfirmation
        onSave={save}
        onDiscard={typed.reset}
      />
      <Box paddingBlockEnd="400">
        <Layout>
          {!view.editable && <ReadOnly {...view} />}
          <Outcome outcome={busy ? undefined : told} />
          {view.groups.map((group) => (
            <Group
              key={group.title}
              group={group}
              typed={typed}
              problems={problems}
              editable={view.editable}
            />
          ))}
        </Layout>
      </Box>
    </form>
  );
}
