// @ts-check
/** Something the server refused, or could not say yet. `retryable` means: the outcome is unknown, the same key may be used again. */
export class Refusal extends Error {
  /** @param {{code: string, message?: string, retryable?: boolean, retryAfterMs?: number}} error */
  constructor(error) {
    super(error.message ?? error.code);
    /** What is wrong, as a word of docs/protocol.md, section 2.9, or `unreachable`. */
    this.code = error.code;
    /** Whether the outcome is unknown, and the same may be asked again under the same key. */
    this.retryable = error.retryable ?? false;
    /** How long the server wants to be left alone; undefined where it did not say. */
    this.retryAfterMs = error.retryAfterMs;
  }
}

/** @returns {Refusal} the answer to a request whose connection ended, or which nobody answered */
export function unanswered() {
  return new Refusal({ code: 'unreachable', message: 'no answer', retryable: true });
}
