import type { HeadersFunction, LinksFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLoaderData, useRouteError } from '@remix-run/react';
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url';
import { boundary } from '@shopify/shopify-app-remix/server';
import { Frame } from '../components/frame.tsx';
import { RoleProvider } from '../components/may.tsx';
import { isOurProblem, Problem } from '../components/problem.tsx';
import { composition } from '../deps.server.ts';
import { readOwnRole } from '../services/read-role.ts';
import { completeShop, requireStaff } from '../shopify.server.ts';

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: polarisStyles }];
export const headers: HeadersFunction = (args) => boundary.headers(args);

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, shopDomain, actor } = await requireStaff(request);
  await completeShop({ shopId, shopDomain });
  return { role: await readOwnRole(composition().deps, { shopId, staffId: actor.id }) };
}

export default function App() {
  const { role } = useLoaderData<typeof loader>();
  return (
    <RoleProvider role={role}>
      <Frame>
        <Outlet />
      </Frame>
    </RoleProvider>
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
