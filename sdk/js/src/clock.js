// @ts-check
/**
 * Where the client takes its time from. Give another to let time pass as you like.
 *
 * @typedef {object} Clock
 * @property {() => number} now milliseconds since 1970
 * @property {(work: () => void, ms: number) => any} later does the work in so many milliseconds; the answer is for `cancel`
 * @property {(timer: any) => void} cancel the work is not done any more
 */

/** @type {Clock} */
export const systemClock = {
  now: () => Date.now(),
  later: (work, ms) => setTimeout(work, ms),
  cancel: (timer) => clearTimeout(timer),
};

/** @param {Clock} clock @param {number} ms @returns {Promise<void>} */
export function pause(clock, ms) {
  return new Promise((resolve) => clock.later(resolve, ms));
}
