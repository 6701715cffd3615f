import { data } from '@remix-run/node';
import { Failure } from './core/failure.ts';

/** Failures that are the visitor's own to know: the status of the answer, by code. All others are ours. */
const STATUSES: Record<string, number> = { 'not-allowed': 403, 'day-unusable': 400 };

/**
 * An act of staff, as the page's answer: what they may not do becomes a response that says so, and why.
 * @throws Response
 */
export async function answering<Outcome>(act: Promise<Outcome>): Promise<Outcome> {
  try {
    return await act;
  } catch (error) {
    const status = error instanceof Failure ? STATUSES[error.code] : undefined;
    if (!(error instanceof Failure) || status === undefined) throw error;
    throw data({ message: error.message }, { status });
  }
}
