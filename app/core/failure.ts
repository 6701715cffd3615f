/**
 * Anything that did not go as the rules expect. `retry` says whether trying again may help; the text names
 * no person and no secret, for it may be logged.
 */
export class Failure extends Error {
  readonly code: string;
  readonly retry: boolean;
  /** How long the other side asks to be left alone; 0 where it does not say. */
  readonly retryAfterMs: number;

  constructor(
    code: string,
    message: string,
    options: { retry?: boolean; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.retry = options.retry ?? false;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** What may be logged of any error: its kind and place, never its text, which may quote what it stumbled over. */
export function traceOf(error: unknown): { name?: string; code?: string; place?: string } {
  const { name, code, stack } = error as Error & { code?: string };
  const calls = stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return { name, code, place: calls?.slice(0, 3).join('\n') };
}
