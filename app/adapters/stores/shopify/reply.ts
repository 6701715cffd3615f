/** What Shopify's Admin API answers, in which shape, and what its errors mean for us. */
import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';

const points = z.number().transform((given) => Math.max(0, given));
/** Below this a bucket would fill within no time that anybody waits. */
const LEAST_RATE = 1;
const throttleStatus = z
  .object({
    maximumAvailable: z.number().positive(),
    currentlyAvailable: z.number(),
    restoreRate: z.number().positive(),
  })
  .transform(({ maximumAvailable, currentlyAvailable, restoreRate }) => ({
    maximumAvailable,
    currentlyAvailable: Math.max(currentlyAvailable, -maximumAvailable),
    restoreRate: Math.max(restoreRate, LEAST_RATE),
  }));
const cost = z.object({
  requestedQueryCost: points,
  actualQueryCost: points.nullish(),
  throttleStatus,
});
/** Words of Shopify's that are shown, and kept with the gap they explain. */
const MOST_CHARACTERS = 1_000;
const replyError = z.object({
  message: z.string().transform((text) => text.slice(0, MOST_CHARACTERS)),
  locations: z.array(z.object({ line: z.number(), column: z.number() })).nullish(),
  path: z.array(z.union([z.string(), z.number()])).nullish(),
  extensions: z
    .object({
      code: z.string().optional(),
      typeName: z.string().optional(),
      fieldName: z.string().optional(),
      cost: z.number().optional(),
    })
    .nullish(),
});
export const reply = z.object({
  data: z.looseObject({}).nullish(),
  errors: z.array(replyError).optional(),
  extensions: z.object({ cost: cost.optional() }).optional(),
});
export type Reply = z.output<typeof reply>;
export type ReplyError = z.output<typeof replyError>;

/** HTTP statuses of the Admin API (shopify.dev, "Response status codes"), as the merchant and the queue take them. */
const STATUS: Record<number, { code: string; retry: boolean; text: string }> = {
  401: {
    code: 'not-connected',
    retry: false,
    text: 'Shopify no longer accepts the app’s access. Open the app in the Shopify admin to connect it again; nothing is lost.',
  },
  402: { code: 'shop-frozen', retry: true, text: 'The shop is frozen until its Shopify bill is paid.' },
  403: {
    code: 'forbidden',
    retry: false,
    text: 'Shopify does not let the app read this shop. Check under Apps in the Shopify admin that Privacy Desk may still work there.',
  },
  404: {
    code: 'shop-gone',
    retry: false,
    text: 'Shopify knows no shop under this address. If the shop was closed, there is nothing left to gather from it.',
  },
  423: { code: 'shop-locked', retry: true, text: 'Shopify has locked the shop for the moment.' },
  429: { code: 'throttled', retry: true, text: 'Shopify asks to go slower.' },
  430: { code: 'throttled', retry: true, text: 'Shopify asks to go slower.' },
};
const AWAY = { code: 'shopify-away', retry: true, text: 'Shopify did not answer properly.' };

export function failureOfStatus(
  status: number,
  more: { cause?: unknown; retryAfterMs?: number } = {},
): Failure {
  const { code, retry, text } = STATUS[status] ?? AWAY;
  return new Failure(code, text, { retry, ...more });
}

/**
 * `field`: this field cannot be read, the others can. `absent`: there is no such record. `passing`: Shopify's own
 * trouble. What stands for nothing else is taken for passing, and given up after some tries.
 */
type Meaning = 'throttled' | 'too-dear' | 'field' | 'absent' | 'truncated' | 'refused' | 'passing';

const MEANINGS: Record<string, Meaning> = {
  THROTTLED: 'throttled',
  MAX_COST_EXCEEDED: 'too-dear',
  ACCESS_DENIED: 'field',
  RESOURCE_NOT_FOUND: 'absent',
  BAD_REQUEST: 'refused',
  INVALID_VARIABLE: 'refused',
  MAX_INPUT_SIZE_EXCEEDED: 'refused',
  argumentLiteralsIncompatible: 'refused',
  variableMismatch: 'refused',
  // The next version of the API lacks what this one has.
  undefinedField: 'field',
  undefinedType: 'field',
  argumentNotAccepted: 'field',
  missingRequiredArguments: 'field',
  selectionMismatch: 'field',
};
const TRUNCATED = /^Too many execution errors/;
export const UNDEFINED_FIELD = /^Field '(\w+)' doesn't exist on type '(\w+)'/;

export function meaningOf({ message, extensions }: ReplyError): Meaning {
  const meaning = MEANINGS[extensions?.code ?? ''];
  if (meaning) return meaning;
  if (TRUNCATED.test(message)) return 'truncated';
  return UNDEFINED_FIELD.test(message) ? 'field' : 'passing';
}

/** Errors of our own query; Shopify's words may quote what was asked for, so they are not passed on. */
const REFUSALS: { pattern: RegExp; code: string; text: string }[] = [
  {
    pattern: /paginat.* past|25,?000/i,
    code: 'too-deep',
    text: 'Shopify does not page through so many records; they have to be gathered in another way.',
  },
  {
    pattern: /cursor/i,
    code: 'cursor-expired',
    text: 'Shopify no longer knows where the reading stopped. Start the gathering again.',
  },
];
const REFUSED = {
  code: 'shopify-refused',
  text: 'Shopify refused what Privacy Desk asked. An update of Privacy Desk may be needed; what was gathered is kept.',
};

export function failureOfRefusal({ message }: ReplyError): Failure {
  const { code, text } = REFUSALS.find(({ pattern }) => pattern.test(message)) ?? REFUSED;
  return new Failure(code, text);
}

/** Shopify's own recommendation after THROTTLED. */
export const THROTTLED_MS = 1_000;

/** How long until the bucket holds what the query asks for. */
export function throttledMs({ errors, extensions }: Reply): number | null {
  if (!errors?.some((error) => meaningOf(error) === 'throttled')) return null;
  if (!extensions?.cost) return THROTTLED_MS;
  const { requestedQueryCost, throttleStatus } = extensions.cost;
  const missing = requestedQueryCost - throttleStatus.currentlyAvailable;
  return Math.max(THROTTLED_MS, Math.ceil((missing / throttleStatus.restoreRate) * 1000));
}
