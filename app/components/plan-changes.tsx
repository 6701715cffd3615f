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
import type { ChangeLine, PlanView } from './plan-view.ts';

/** So few are shown without asking. */
const FEW = 5;

function Side({ label, text, isFaint }: { label: string; text: string; isFaint?: boolean }) {
  return (
    <BlockStack>
      <Text as="span" tone="subdued" variant="bodySm">
        {label}
      </Text>
      <Text as="span" tone={isFaint ? 'subdued' : undefined} breakWord>
        <span style={{ whiteSpace: 'pre-line' }}>{text}</span>
      </Text>
    </BlockStack>
  );
}

function Change({ change: { title, fields } }: { change: ChangeLine }) {
  return (
    <BlockStack gap="200">
      <Text as="h4" variant="bodyMd" fontWeight="medium" breakWord>
        {title}
      </Text>
      {fields.map(({ name, before, after }) => (
        <InlineGrid key={name} columns={{ xs: 1, sm: 2 }} gap="200">
          <Side label={`${name}: before`} text={before} />
          <Side label="After" text={after} isFaint={after === 'Nothing' || after === 'Deleted'} />
        </InlineGrid>
      ))}
    </BlockStack>
  );
}

/** Every change that the plan makes, with what stands there and what will. */
export function PlanChanges({ changes }: Pick<PlanView, 'changes'>) {
  const { total, page, pages, shown } = changes;
  const [isOpen, setIsOpen] = useState(total <= FEW || page > 1);
  if (total === 0) return null;
  const all = total === 1 ? 'the change' : `all ${total.toLocaleString('en-US')} changes`;
  return (
    <BlockStack gap="300">
      <InlineStack>
        <Button
          disclosure={isOpen ? 'up' : 'down'}
          ariaExpanded={isOpen}
          ariaControls="plan-changes"
          onClick={() => setIsOpen(!isOpen)}
        >
          {`${isOpen ? 'Hide' : 'Show'} ${all}, before and after`}
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
              label={`Page ${page} of ${pages}`}
              accessibilityLabel="Changes"
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
