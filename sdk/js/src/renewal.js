// @ts-check
import { Backoff } from './backoff.js';
import { systemClock } from './clock.js';
import { Refusal } from './errors.js';

/** The access token is renewed this long before it runs out, at a random moment, so that not all clients come at once. */
const EARLY_MS = { least: 30_000, spread: 60_000 };
/** Not sooner than this, whatever was heard: a token that seems to be over already is no reason to ask without end. */
const LEAST_MS = 30_000;

/**
 * Renews the access token before it runs out. An attempt that fails is made again soon: when only its answer was lost, the
 * old refresh token is good for a few seconds more, and after that using it signs the device out.
 */
export class Renewal {
  #renew;
  #renewed;
  #clock;
  #random;
  /** @type {any} */
  #timer;
  #backoff;

  /**
   * @param {object} parts
   * @param {() => Promise<boolean>} parts.renew gets fresh tokens; false when signed out; fails when out of reach
   * @param {() => void} parts.renewed told after each success
   * @param {import('./clock.js').Clock} [parts.clock]
   * @param {() => number} [parts.random] from 0 to 1
   */
  constructor({ renew, renewed, clock = systemClock, random = Math.random }) {
    this.#renew = renew;
    this.#renewed = renewed;
    this.#clock = clock;
    this.#random = random;
    this.#backoff = new Backoff(random);
  }

  /** The token is good for so long from now, by the server's clock. @param {number} ms */
  lasts(ms) {
    const early = EARLY_MS.least + this.#random() * EARLY_MS.spread;
    this.#backoff.reset();
    this.#in(Math.max(ms / 2, ms - early, LEAST_MS));
  }

  stop() {
    this.#clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  /** @param {number} ms */
  #in(ms) {
    this.stop();
    this.#timer = this.#clock.later(() => this.#try(), ms);
  }

  async #try() {
    const timer = this.#timer;
    try {
      if (await this.#renew()) {
        this.#renewed();
      }
    } catch (error) {
      // Unless it was stopped, or somebody else got fresh tokens meanwhile.
      if (this.#timer === timer) {
        const wait = error instanceof Refusal ? error.retryAfterMs : undefined;
        this.#in(wait ?? this.#backoff.next());
      }
    }
  }
}
