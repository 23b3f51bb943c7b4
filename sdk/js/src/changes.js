// @ts-check
/** @import {Connection} from './connection.js' */
/** @import {Frame} from './types.js' */
import { pause, systemClock } from './clock.js';
import { Refusal } from './errors.js';
import { newKey } from './ids.js';

const ATTEMPTS = 6;
const RETRY_MS = 700;

/** Asks for changes of chats that are no messages, each under a key of its own, as often as it takes to know the outcome. */
export class Changes {
  #connection;
  #clock;

  /** @param {Connection} connection */
  constructor(connection, clock = systemClock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** @param {Frame} frame without id and key @returns {Promise<Frame>} the reply; fails with a {@link Refusal} */
  async ask(frame) {
    const key = newKey(this.#clock.now());
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#connection.request({ ...frame, key });
      } catch (error) {
        if (!(error instanceof Refusal && error.retryable) || attempt === ATTEMPTS) {
          throw error;
        }
        await pause(this.#clock, error.retryAfterMs ?? RETRY_MS * attempt);
      }
    }
  }
}
