import { isRouteErrorResponse, useNavigation, useRevalidator } from '@remix-run/react';
import { Banner, BlockStack, Page } from '@shopify/polaris';
import { useT } from './words.tsx';

interface Words {
  title: string;
  text: string;
}

const UNKNOWN_PLACE: Words = {
  title: 'There is nothing at this address',
  text: 'The request or page does not exist in this shop. Nothing was changed. Check the number, or find the request in the list.',
};
const TROUBLE: Words = {
  title: 'This page could not be shown',
  text: 'Something went wrong on our side. Requests and what was gathered are safe, and work in the background goes on. Try again; if it happens again, tell whoever runs Privacy Desk for you.',
};

/** Whether these words are for an error, or it is a response of Shopify's library that must reach App Bridge as it is. */
export const isOurProblem = (error: unknown): boolean =>
  !isRouteErrorResponse(error) || error.status === 404 || error.status >= 500 || isNotAllowed(error);

/** Ours says why; a 403 of Shopify's library says nothing. */
const isNotAllowed = (error: unknown): boolean =>
  isRouteErrorResponse(error) && error.status === 403 && typeof error.data?.message === 'string';

function wordsFor(error: unknown): Words {
  if (isRouteErrorResponse(error) && error.status === 404) return UNKNOWN_PLACE;
  if (!isRouteErrorResponse(error) || !isNotAllowed(error)) return TROUBLE;
  return { title: 'Nothing was changed', text: error.data.message };
}

/** What happened, what is safe, and what to do, in place of the page. */
export function Problem({ error }: { error: unknown }) {
  const t = useT();
  const { revalidate, state } = useRevalidator();
  const navigation = useNavigation();
  const words = wordsFor(error);
  const { title, text } = words;
  const isOurs = words === TROUBLE;
  const again = {
    content: t('Try again'),
    onAction: revalidate,
    loading: state === 'loading' || navigation.state === 'loading',
  };
  const list = { content: t('Go to requests'), url: '/app/requests' };
  return (
    <Page title={t(title)} backAction={{ content: t('Requests'), url: list.url }}>
      <BlockStack>
        <Banner tone={isOurs ? 'critical' : 'warning'} action={isOurs ? again : list}>
          <p>{t(text)}</p>
        </Banner>
      </BlockStack>
    </Page>
  );
}
