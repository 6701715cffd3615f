import { Button, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';

/** A text to be compared or passed on, with a button that copies it whole. */
export function CopyText({ text, what }: { text: string; what: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  return (
    <InlineStack gap="200" blockAlign="center">
      <code style={{ overflowWrap: 'anywhere', userSelect: 'all' }}>{text}</code>
      <Button size="slim" onClick={copy} accessibilityLabel={`Copy ${what}`}>
        Copy
      </Button>
      <span aria-live="polite">
        {state !== 'idle' && (
          <Text as="span" tone="subdued">
            {state === 'copied' ? 'Copied' : 'Your browser did not allow it: select the text and copy it'}
          </Text>
        )}
      </span>
    </InlineStack>
  );
}
