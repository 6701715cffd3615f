import type { LoaderFunctionArgs } from '@remix-run/node';
import { composition } from '../deps.server.ts';
import { exportActivity } from '../services/read-activity.ts';
import { requireStaff } from '../shopify.server.ts';
import { bytesOf } from '../stream.server.ts';

/** All audit events of the shop, each exactly as it is stored, as JSON Lines. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  return new Response(bytesOf(exportActivity(composition().deps, { shopId, actor })), {
    headers: {
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': 'attachment; filename="privacy-desk-activity.jsonl"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
