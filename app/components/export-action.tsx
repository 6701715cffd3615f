import { Banner, BlockStack, Box, Button, InlineStack } from '@shopify/polaris';
import { useState } from 'react';
import { saveFile } from './save-file.ts';
import { useT } from './words.tsx';

/** What can be taken away, and under which name; all of them by the same address. */
const FILES = {
  csv: { label: 'Export as CSV', file: 'privacy-desk-activity.csv' },
  jsonl: { label: 'Export all as JSON Lines', file: 'privacy-desk-activity.jsonl' },
} as const;
type Format = keyof typeof FILES;

/**
 * Audit events as a file: what the filters show, or all as they are stored. It is fetched, for App Bridge adds the
 * session to a fetch and not to a link.
 */
export function ExportAction({ query }: { query: string }) {
  const t = useT();
  const [state, setState] = useState<'idle' | 'failed' | Format>('idle');
  const run = async (format: Format) => {
    setState(format);
    try {
      const response = await fetch(`/app/activity/export?format=${format}&${query}`);
      if (!response.ok) throw new Error(`status ${response.status}`);
      saveFile(await response.blob(), FILES[format].file);
      setState('idle');
    } catch {
      setState('failed');
    }
  };
  return (
    <BlockStack gap="300">
      <Box paddingInline={{ xs: '400', sm: '0' }}>
        <InlineStack align="end" gap="200">
          {(Object.keys(FILES) as Format[]).map((format) => (
            <Button key={format} onClick={() => run(format)} loading={state === format}>
              {t(FILES[format].label)}
            </Button>
          ))}
        </InlineStack>
      </Box>
      {state === 'failed' && (
        <Banner tone="critical" title={t('The export did not arrive whole')}>
          <p>
            {t('Nothing was saved, and the log itself is untouched. Check your connection and try again.')}
          </p>
        </Banner>
      )}
    </BlockStack>
  );
}
