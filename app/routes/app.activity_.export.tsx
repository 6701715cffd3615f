import type { LoaderFunctionArgs } from '@remix-run/node';
import { readActivityFilter } from '../core/activity.ts';
import { composition } from '../deps.server.ts';
import { answering } from '../failure.server.ts';
import { exportActivity, exportActivityCsv } from '../services/read-activity.ts';
import { requireStaff } from '../shopify.server.ts';
import { bytesOf } from '../stream.server.ts';

/** The first piece is there before the answer begins: until then it can still be refused. */
async function begun(texts: AsyncGenerator<string>): Promise<AsyncGenerator<string>> {
  const first = await answering(texts.next());
  return (async function* () {
    if (first.done) return;
    yield first.value;
    yield* texts;
  })();
}

/** Audit events of the shop: all of them exactly as stored, as JSON Lines; or what the filters show, as CSV. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const { searchParams } = new URL(request.url);
  const { deps } = composition();
  const isCsv = searchParams.get('format') === 'csv';
  const filter = readActivityFilter(searchParams);
  const texts = isCsv
    ? exportActivityCsv(deps, { shopId, actor, filter })
    : exportActivity(deps, { shopId, actor });
  return new Response(bytesOf(await begun(texts)), {
    headers: {
      'content-type': isCsv ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="privacy-desk-activity.${isCsv ? 'csv' : 'jsonl'}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
