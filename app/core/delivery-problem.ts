import { type Saying, say } from './saying.ts';

/** Why a signed delivery could not be used, by the code that is stored with it, in words for the merchant. */
export const DELIVERY_PROBLEMS = {
  'not-json': { text: 'The message was not readable (not JSON).' },
  'unknown-topic': { text: 'The message is of a kind that Privacy Desk does not take.' },
  'payload-incomplete': {
    text: 'The message lacks what its kind promises, so it does not say who it is about.',
  },
  'shop-header-missing': { text: 'The message does not say which shop it was sent for.' },
  'shop-mismatch': { text: 'The message names another shop than the one it was sent for.' },
  'key-gone': {
    text: 'The message cannot be opened: the key it was sealed with is not there, or was destroyed.',
  },
  internal: {
    text: 'The message could not be opened yet. It is tried again every hour; the log tells the cause.',
  },
} as const satisfies Record<string, { text: Saying }>;

const isProblem = (code: string): code is keyof typeof DELIVERY_PROBLEMS =>
  Object.hasOwn(DELIVERY_PROBLEMS, code);

/** The sentence for a stored code; one that this version does not know is told as it is. */
export function deliveryProblemText(code: string | null): Saying {
  if (code === null) return say('The message could not be opened (no reason recorded).');
  return isProblem(code)
    ? DELIVERY_PROBLEMS[code].text
    : say('The message could not be opened ({code}).', { code });
}
