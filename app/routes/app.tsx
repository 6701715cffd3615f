import type { HeadersFunction, LinksFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useRouteError } from '@remix-run/react';
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url';
import { boundary } from '@shopify/shopify-app-remix/server';
import { Frame } from '../components/frame.tsx';
import { isOurProblem, Problem } from '../components/problem.tsx';
import { requireStaff } from '../shopify.server.ts';

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: polarisStyles }];
export const headers: HeadersFunction = (args) => boundary.headers(args);

export async function loader({ request }: LoaderFunctionArgs) {
  await requireStaff(request);
  return null;
}

export default function App() {
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}

/** Shopify's library throws responses that must reach App Bridge as they are; the rest is told in words. */
export function ErrorBoundary() {
  const error = useRouteError();
  if (!isOurProblem(error)) return boundary.error(error);
  return (
    <Frame>
      <Problem error={error} />
    </Frame>
  );
}
