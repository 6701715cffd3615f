import { Banner, BlockStack, Button, InlineStack } from '@shopify/polaris';
import { useState } from 'react';
import { saveFile } from './save-file.ts';

const FILE = 'privacy-desk-activity.jsonl';

/** All audit events as a file. It is fetched, for App Bridge adds the session to a fetch and not to a link. */
export function ExportAction() {
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const run = async () => {
    setState('busy');
    try {
      const response = await fetch('/app/activity/export');
      if (!response.ok) throw new Error(`status ${response.status}`);
      saveFile(await response.blob(), FILE);
      setState('idle');
    } catch {
      setState('failed');
    }
  };
  return (
    <BlockStack gap="300">
      <InlineStack align="end">
        <Button onClick={run} loading={state === 'busy'}>
          Export all as JSON Lines
        </Button>
      </InlineStack>
      {state === 'failed' && (
        <Banner tone="critical" title="The export did not arrive whole">
          <p>Nothing was saved, and the log itself is untouched. Check your connection and try again.</p>
        </Banner>
      )}
    </BlockStack>
  );
}
