// @ts-check
const FIRST_MS = 1_000;
const MOST_MS = 30_000;

/** Waiting times between attempts: 1, 2, 4 … 30 s, each times a random factor from 0.5 to 1.5. */
export class Backoff {
  #attempt = 0;
  #random;

  /** @param {() => number} [random] from 0 to 1 */
  constructor(random = Math.random) {
    this.#random = random;
  }

  /** @returns {number} how long to wait before the next attempt, in milliseconds */
  next() {
    const base = Math.min(MOST_MS, FIRST_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    return Math.round(base * (0.5 + this.#random()));
  }

  reset() {
    this.#attempt = 0;
  }
}
