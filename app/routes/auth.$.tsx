import type { LoaderFunctionArgs } from '@remix-run/node';
import { requireStaff } from '../shopify.server.ts';

/** The token-exchange bounce and exit pages, which Shopify's library answers itself. */
export async function loader({ request }: LoaderFunctionArgs) {
  await requireStaff(request);
  return null;
}
