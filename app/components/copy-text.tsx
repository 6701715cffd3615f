import { Button, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useT } from './words.tsx';

/** A text to be compared or passed on, with a button that copies it whole. */
export function CopyText({ text, what }: { text: string; what: string }) {
  const t = useT();
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  return (
    <InlineStack gap="200" blockAlign="center">
      <code style={{ overflowWrap: 'anywhere', userSelect: 'all' }}>{text}</code>
      <Button size="slim" onClick={copy} accessibilityLabel={t('Copy {what}', { what: t(what) })}>
        {t('Copy')}
      </Button>
      <span aria-live="polite">
        {state !== 'idle' && (
          <Text as="span" tone="subdued">
            {state === 'copied'
              ? t('Copied')
              : t('Your browser did not allow it: select the text and copy it')}
          </Text>
        )}
      </span>
    </InlineStack>
  );
}
