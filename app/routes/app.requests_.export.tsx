import type { LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { Failure } from '../core/failure.ts';
import { readQuery } from '../core/inbox.ts';
import { composition } from '../deps.server.ts';
import { exportRequests } from '../services/export-requests.ts';
import { requireStaff } from '../shopify.server.ts';
import { bytesOf } from '../stream.server.ts';

const MOST_CHOSEN = 50;
const TOO_MANY = 'Choose at most 50 requests.';
const numbers = z
  .string()
  .regex(/^\d{1,9}(?:,\d{1,9})*$/)
  .transform((text) => text.split(',').map(Number))
  .pipe(z.array(z.number()).max(MOST_CHOSEN));

/** The list of requests, or the chosen ones, as CSV. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const { searchParams: address } = new URL(request.url);
  const chosen = numbers.nullable().safeParse(address.get('numbers'));
  if (!chosen.success) return new Response(TOO_MANY, { status: 400 });
  const query = readQuery(address);
  try {
    const lines = await exportRequests(composition().deps, { shopId, actor, query, numbers: chosen.data });
    return new Response(bytesOf(lines), {
      headers: {
        'content-type': 'text/csv;charset=utf-8',
        'content-disposition': 'attachment;filename="privacy-desk-requests.csv"',
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
