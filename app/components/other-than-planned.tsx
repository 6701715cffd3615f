import { BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { CloseUnreleasedAction } from './confirm-move.tsx';
import { useMay } from './may.tsx';
import type { RequestView } from './request-view.ts';
import { useT } from './words.tsx';

const ENDABLE = ['erasure', 'rectification', 'restriction', 'objection', 'opt-out'];

/** Until a plan is approved, something else can be entered, or the request be closed without it. */
export function OtherThanPlanned({ request: { id, kind, state, number, steps } }: { request: RequestView }) {
  const t = useT();
  const mayChange = useMay('requests.handle');
  if (state !== 'planned' || !ENDABLE.includes(kind) || !mayChange) return null;
  const isEntered = kind === 'rectification';
  const hasWritten = steps.some((step) => step.operation === 'write' && step.state === 'done');
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('Something wrong in the plan?')}
        </Text>
        <Text as="p">
          {isEntered && !hasWritten
            ? t(
                'The form opens with what is planned now; what you save there replaces the plan. Or close the request without it: nothing is changed in Shopify before you approve.',
              )
            : kind === 'erasure'
              ? t(
                  'Close the request without it: nothing is erased before you approve. A wrong customer, a request that was taken back or cannot be proven, a refusal: the reason goes on record.',
                )
              : t(
                  'Close the request without it: nothing is changed in Shopify before you approve, and what was carried out before stays as it is.',
                )}
        </Text>
        <InlineStack gap="300">
          {isEntered && (
            <Button url={`/app/requests/${number}/rectify`}>{t('Change what is entered')}</Button>
          )}
          <CloseUnreleasedAction requestId={id} kind={kind} />
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
