import { plainPage } from '../components/plain-page.ts';

/** Where Shopify's library sends whoever opens the app without saying for which shop. */
export function loader() {
  return plainPage(
    200,
    { 'cache-control': 'no-store' },
    {
      title: 'Open Privacy Desk in your Shopify admin',
      paragraphs: [
        'Privacy Desk works inside Shopify. Open your shop’s admin, choose Apps, and there Privacy Desk.',
      ],
    },
  );
}
