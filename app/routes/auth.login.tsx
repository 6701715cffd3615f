import type { LoaderFunctionArgs } from '@remix-run/node';
import { plainPage } from '../components/plain-page.ts';
import { say } from '../core/saying.ts';
import { answerLanguage } from '../language.server.ts';
import { languageOf } from '../languages.ts';

/** Where Shopify's library sends whoever opens the app without saying for which shop. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { words } = languageOf(await answerLanguage(request));
  return plainPage(
    words,
    200,
    { 'cache-control': 'no-store' },
    {
      title: 'Open Privacy Desk in your Shopify admin',
      paragraphs: [
        say(
          'Privacy Desk works inside Shopify. Open your shop’s admin, choose Apps, and there Privacy Desk.',
        ),
      ],
    },
  );
}
