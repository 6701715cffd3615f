import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Page } from '@shopify/polaris';
import { AccessCard } from '../components/access-card.tsx';
import { useLiveData, WAITING_MS } from '../components/use-live-data.ts';
import { composition } from '../deps.server.ts';
import { readGrantedScopes } from '../services/read-granted-scopes.ts';
import { requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction = () => [{ title: 'Settings · Privacy Desk' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireStaff(request);
  return { granted: await readGrantedScopes(composition().deps, shopId) };
}

export default function Settings() {
  const { granted } = useLoaderData<typeof loader>();
  useLiveData(WAITING_MS);
  return (
    <Page title="Settings">
      <AccessCard granted={granted} />
    </Page>
  );
}
