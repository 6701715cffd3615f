import {
  BlockStack,
  Button,
  Collapsible,
  Divider,
  InlineGrid,
  InlineStack,
  Pagination,
  Text,
} from '@shopify/polaris';
import { Fragment, useState } from 'react';
import type { Saying } from '../core/saying.ts';
import { DELETED, NOTHING } from './drift-view.ts';
import type { ChangeLine, PlanView } from './plan-view.ts';
import { useT } from './words.tsx';

/** So few are shown without asking. */
const FEW = 5;

function Side({ label, text, isFaint }: { label: Saying; text: Saying; isFaint?: boolean }) {
  const t = useT();
  return (
    <BlockStack>
      <Text as="span" tone="subdued" variant="bodySm">
        {t(label)}
      </Text>
      <Text as="span" tone={isFaint ? 'subdued' : undefined} breakWord>
        <span style={{ whiteSpace: 'pre-line' }}>{t(text)}</span>
      </Text>
    </BlockStack>
  );
}

function Change({ change: { title, fields } }: { change: ChangeLine }) {
  const t = useT();
  return (
    <BlockStack gap="200">
      <Text as="h4" variant="bodyMd" fontWeight="medium" breakWord>
        {t(title)}
      </Text>
      {fields.map(({ name, before, after }) => (
        <InlineGrid key={name} columns={{ xs: 1, sm: 2 }} gap="200">
          <Side label={t('{name}: before', { name: t(name) })} text={before} />
          <Side label={t('After')} text={after} isFaint={after === NOTHING || after === DELETED} />
        </InlineGrid>
      ))}
    </BlockStack>
  );
}

/** Every change that the plan makes, with what stands there and what will. */
export function PlanChanges({ changes }: Pick<PlanView, 'changes'>) {
  const t = useT();
  const { total, page, pages, shown } = changes;
  const [isOpen, setIsOpen] = useState(total <= FEW || page > 1);
  if (total === 0) return null;
  const label = isOpen
    ? t(
        '{total, plural, one {Hide the change, before and after} other {Hide all # changes, before and after}}',
        { total },
      )
    : t(
        '{total, plural, one {Show the change, before and after} other {Show all # changes, before and after}}',
        { total },
      );
  return (
    <BlockStack gap="300">
      <InlineStack>
        <Button
          disclosure={isOpen ? 'up' : 'down'}
          ariaExpanded={isOpen}
          ariaControls="plan-changes"
          onClick={() => setIsOpen(!isOpen)}
        >
          {label}
        </Button>
      </InlineStack>
      <Collapsible id="plan-changes" open={isOpen}>
        <BlockStack gap="300">
          {shown.map((change, place) => (
            <Fragment key={change.key}>
              {place > 0 && <Divider />}
              <Change change={change} />
            </Fragment>
          ))}
          {pages > 1 && (
            <Pagination
              label={t('Page {page} of {pages}', { page, pages })}
              accessibilityLabel={t('Changes')}
              hasPrevious={page > 1}
              hasNext={page < pages}
              previousURL={page > 1 ? `?changes=${page - 1}` : undefined}
              nextURL={page < pages ? `?changes=${page + 1}` : undefined}
            />
          )}
        </BlockStack>
      </Collapsible>
    </BlockStack>
  );
}
