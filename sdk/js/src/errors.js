// @ts-check
/** Something the server refused, or could not say yet. `retryable` means: the outcome is unknown, the same key may be used again. */
export class Refusal extends Error {
  /** @param {{code: string, message?: string, retryable?: boolean, retryAfterMs?: number}} error */
  constructor(error) {
    super(error.message ?? error.code);
    this.code = error.code;
    this.retryable = error.retryable ?? false;
    this.retryAfterMs = error.retryAfterMs;
  }
}

/** @returns {Refusal} the answer to a request whose connection ended, or which nobody answered */
export function unanswered() {
  return new Refusal({ code: 'unreachable', message: 'no answer', retryable: true });
}
