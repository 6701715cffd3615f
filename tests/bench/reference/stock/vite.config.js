import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';

/** Built and served as Shopify's Remix template is, in its JavaScript flavour. */
export default defineConfig({
  plugins: [
    remix({
      future: {
        v3_fetcherPersist: true,
        v3_lazyRouteDiscovery: true,
        v3_relativeSplatPath: true,
        v3_routeConfig: false,
        v3_singleFetch: true,
        v3_throwAbortReason: true,
      },
    }),
  ],
});
