import { Banner, BlockStack, Button, InlineStack } from '@shopify/polaris';
import { useState } from 'react';
import { useMay } from './may.tsx';
import { saveFile } from './save-file.ts';
import { useT } from './words.tsx';

const TROUBLE = 'Nothing was saved. Check your connection and try again.';

/** Kept invoice data as a file; fetched, for App Bridge adds the session to a fetch and not to a link. */
export function OpenRetainedAction({ number }: { number: number }) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const mayOpen = useMay('retained.open');
  const run = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const response = await fetch(`/app/requests/${number}/retained`);
      if (response.ok) saveFile(await response.blob(), `kept-invoice-data-${number}.jsonl`);
      else setProblem(response.status === 403 ? await response.text() : TROUBLE);
    } catch {
      setProblem(TROUBLE);
    }
    setBusy(false);
  };
  if (!mayOpen) return null;
  return (
    <BlockStack gap="200">
      <InlineStack>
        <Button onClick={run} loading={busy}>
          {t('Open the kept invoice data')}
        </Button>
      </InlineStack>
      {problem !== null && (
        <Banner tone="critical">
          <p>{t(problem)}</p>
        </Banner>
      )}
    </BlockStack>
  );
}
