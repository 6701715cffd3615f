import type { LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { Failure } from '../core/failure.ts';
import { composition } from '../deps.server.ts';
import { openRetained } from '../services/open-retained.ts';
import { requireStaff } from '../shopify.server.ts';
import { bytesOf } from '../stream.server.ts';

const params = z.object({
  number: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
});

/** The invoice data that is kept by law after an erasure, for a proof. */
export async function loader({ request, params: given }: LoaderFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const place = params.safeParse(given);
  try {
    const lines = place.success
      ? await openRetained(composition().deps, { shopId, actor, number: place.data.number })
      : null;
    if (lines === null) return new Response(null, { status: 404 });
    return new Response(bytesOf(lines), {
      headers: {
        'content-type': 'application/jsonl; charset=utf-8',
        'content-disposition': 'attachment; filename="kept-invoice-data.jsonl"',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  } catch (error) {
    if (error instanceof Failure && error.code === 'not-allowed')
      return new Response(error.message, { status: 403 });
    throw error;
  }
}
