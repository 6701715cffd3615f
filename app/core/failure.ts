/**
 * Anything that did not go as the rules expect. `retry` says whether trying again may help; the text names
 * no person and no secret, for it may be logged.
 */
export class Failure extends Error {
  readonly code: string;
  readonly retry: boolean;

  constructor(code: string, message: string, options: { retry?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.retry = options.retry ?? false;
  }
}
