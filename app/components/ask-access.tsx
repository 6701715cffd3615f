import { useRevalidator } from '@remix-run/react';
import { BlockStack, Button, Text } from '@shopify/polaris';
import { useState } from 'react';
import { OPTIONAL_SCOPES, type OptionalScope } from '../core/access-scope.ts';

const WORDS = {
  idle: null,
  asking: null,
  granted: 'Granted.',
  declined: 'Not granted. Nothing has changed.',
  failed: 'Shopify could not be asked. Nothing has changed; try again.',
} as const;
type State = keyof typeof WORDS;

/**
 * Asks the merchant for one optional access, in Shopify's own dialog. Shopify tells the app of the answer by a
 * webhook, so the page asks for news after it.
 */
export function AskAccess({ scope }: { scope: OptionalScope }) {
  const [state, setState] = useState<State>('idle');
  const { revalidate } = useRevalidator();
  const ask = async () => {
    setState('asking');
    try {
      const { result } = await window.shopify.scopes.request([scope]);
      setState(result === 'granted-all' ? 'granted' : 'declined');
      revalidate();
    } catch {
      setState('failed');
    }
  };
  const words = WORDS[state];
  return (
    <BlockStack gap="100" inlineAlign="start">
      {state !== 'granted' && (
        <Button
          onClick={ask}
          loading={state === 'asking'}
          accessibilityLabel={`Ask for this access: ${OPTIONAL_SCOPES[scope].label}`}
        >
          Ask for this access
        </Button>
      )}
      <span aria-live="polite">
        {words !== null && (
          <Text as="span" tone={state === 'failed' ? 'critical' : 'subdued'}>
            {words}
          </Text>
        )}
      </span>
    </BlockStack>
  );
}
