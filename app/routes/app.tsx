import type { HeadersFunction, LinksFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Link, Outlet, useRouteError } from '@remix-run/react';
import { NavMenu } from '@shopify/app-bridge-react';
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url';
import { boundary } from '@shopify/shopify-app-remix/server';
import { Frame } from '../components/frame.tsx';
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
      <NavMenu>
        <Link to="/app" rel="home">
          Privacy Desk
        </Link>
        <Link to="/app/requests">Requests</Link>
        <Link to="/app/customers">Customers</Link>
        <Link to="/app/activity">Activity</Link>
      </NavMenu>
      <Outlet />
    </Frame>
  );
}

/** Shopify's library throws responses that must reach App Bridge as they are. */
export function ErrorBoundary() {
  return boundary.error(useRouteError());
}
