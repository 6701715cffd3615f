import type { LoaderFunctionArgs } from '@remix-run/node';
import { composition } from '../deps.server.ts';
import { exportActivity } from '../services/read-activity.ts';
import { requireStaff } from '../shopify.server.ts';

/** Text as bytes, a piece when one is wanted; an error halfway is the stream's error, and so the connection's. */
function bytesOf(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await texts.return(undefined);
    },
  });
}

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
