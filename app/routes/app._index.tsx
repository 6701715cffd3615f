import type { LoaderFunctionArgs } from '@remix-run/node';
import { requireStaff } from '../shopify.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  const { redirect } = await requireStaff(request);
  return redirect('/app/requests');
}
