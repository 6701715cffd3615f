import { BlockStack, Button, Text } from '@shopify/polaris';
import { useState } from 'react';
import { OPTIONAL_SCOPES, type OptionalScope } from '../core/access-scope.ts';
import { say } from '../core/saying.ts';
import { useMay } from './may.tsx';
import { RUNNING_MS, useLiveData } from './use-live-data.ts';
import { useT } from './words.tsx';

const WORDS = {
  idle: null,
  asking: null,
  granted: { text: 'Granted.' },
  declined: { text: 'Not granted. Nothing has changed.' },
  failed: { text: 'Shopify could not be asked. Nothing has changed; try again.' },
} as const;
type State = keyof typeof WORDS;

/**
 * Asks for accesses in one dialog of Shopify's. Shopify tells the app of the answer by a webhook, which may come after
 * the dialog's own answer: the page asks for news until what is granted is asked for no more.
 */
function useAsking(scopes: readonly OptionalScope[]): [State, () => Promise<void>] {
  const [state, setState] = useState<State>('idle');
  useLiveData(state === 'granted' ? RUNNING_MS : null);
  const ask = async () => {
    setState('asking');
    try {
      const { result } = await window.shopify.scopes.request([...scopes]);
      setState(result === 'granted-all' ? 'granted' : 'declined');
    } catch {
      setState('failed');
    }
  };
  return [state, ask];
}

function Asking(props: {
  scopes: readonly OptionalScope[];
  label: string;
  accessibilityLabel?: string;
  primary?: boolean;
}) {
  const t = useT();
  const { scopes, label, accessibilityLabel, primary = false } = props;
  const [state, ask] = useAsking(scopes);
  const mayAsk = useMay('requests.handle');
  const words = WORDS[state];
  if (!mayAsk) return null;
  return (
    <BlockStack gap="100" inlineAlign="start">
      {state !== 'granted' && (
        <Button
          onClick={ask}
          loading={state === 'asking'}
          variant={primary ? 'primary' : undefined}
          accessibilityLabel={accessibilityLabel}
        >
          {label}
        </Button>
      )}
      <span aria-live="polite">
        {words !== null && (
          <Text as="span" tone={state === 'failed' ? 'critical' : 'subdued'}>
            {t(words.text)}
          </Text>
        )}
      </span>
    </BlockStack>
  );
}

/** Asks the merchant for one optional access, in Shopify's own dialog. */
export function AskAccess({ scope }: { scope: OptionalScope }) {
  const t = useT();
  const { label } = OPTIONAL_SCOPES[scope];
  return (
    <Asking
      scopes={[scope]}
      label={t('Ask for this access')}
      accessibilityLabel={t('Ask for this access: {label}', { label: say(label) })}
    />
  );
}

/** The same for several at once. */
export function AskAll({ scopes }: { scopes: readonly OptionalScope[] }) {
  const t = useT();
  return <Asking scopes={scopes} label={t('Ask for all of these')} primary />;
}
