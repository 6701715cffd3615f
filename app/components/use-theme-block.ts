import { useEffect, useState } from 'react';

/** Of extensions/privacy-requests: the file of the block, by which Shopify names it. */
const BLOCK = 'privacy-requests';

/** `unknown`: not asked yet, or Shopify does not tell. */
export type BlockStanding = 'unknown' | 'placed' | 'missing';

/** The theme editor with the block as an addition to a page; `shopify://admin` leads App Bridge to the admin. */
const editorUrl = (apiKey: string): string =>
  `shopify://admin/themes/current/editor?template=page&addAppBlockId=${apiKey}/${BLOCK}&target=newAppsSection`;

async function askShopify(): Promise<BlockStanding> {
  const extensions = (await window.shopify?.app?.extensions?.()) ?? [];
  const blocks = extensions.flatMap(({ activations }) => activations);
  const found = blocks.find((block) => 'handle' in block && block.handle === BLOCK);
  // Blocks of a theme have activations of their own, unlike other extensions.
  if (!found || !('activations' in found) || !Array.isArray(found.activations)) return 'unknown';
  return found.activations.length > 0 ? 'placed' : 'missing';
}

/** Whether shoppers find the app's block in the theme: App Bridge alone knows, and only in the browser. */
export function useThemeBlock(): { standing: BlockStanding; url: string | null } {
  const [standing, setStanding] = useState<BlockStanding>('unknown');
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let isHere = true;
    setUrl(editorUrl(window.shopify?.config?.apiKey ?? ''));
    askShopify().then(
      (answer) => isHere && setStanding(answer),
      // A list of things to do must not break for want of one answer.
      () => isHere && setStanding('unknown'),
    );
    return () => {
      isHere = false;
    };
  }, []);
  return { standing, url };
}
