import { data, type LoaderFunctionArgs } from '@remix-run/node';
import { requireStaff } from '../shopify.server.ts';

/** Every address in the app that is none: told within the app, beside its navigation. */
export async function loader({ request }: LoaderFunctionArgs) {
  await requireStaff(request);
  throw data(null, { status: 404 });
}

export default function NoPage() {
  return null;
}
