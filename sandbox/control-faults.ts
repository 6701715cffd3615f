import { z } from 'zod';
import type { Fault } from './world.ts';

/** A fault as the control API takes it. */
export const fault = z.object({
  kind: z.enum(['throttled', 'status', 'slow', 'cut', 'internal', 'cursor', 'field', 'bulk']),
  status: z.number().optional(),
  retryAfter: z.string().optional(),
  delayMs: z.number().optional(),
  coordinate: z
    .string()
    .regex(/^\w+\.\w+$/)
    .optional(),
  errorCode: z.enum(['ACCESS_DENIED', 'INTERNAL_SERVER_ERROR', 'TIMEOUT']).optional(),
  /** One call unless told; null for all until it is removed. JSON has no Infinity. */
  times: z.number().int().positive().nullable().optional(),
  /** So long, however many calls: a shop that is down for an hour. */
  forMs: z.number().positive().optional(),
  /** As an answer of this API shows it. */
  until: z.number().optional(),
  matching: z.string().optional(),
});

/** @param now milliseconds of the sandbox's time */
export function faultOf({ times, forMs, ...rest }: z.output<typeof fault>, now: number): Fault {
  const until = forMs === undefined ? rest.until : now + forMs;
  const lasting = times === null || (times === undefined && until !== undefined);
  return {
    ...rest,
    ...(until === undefined ? {} : { until }),
    times: lasting ? Number.POSITIVE_INFINITY : (times ?? 1),
  };
}
