// @ts-check
/** @typedef {{name: string, failure: string}} Result */

/**
 * Runs the tests of a file, one after the other. A test is a function that fails by throwing.
 *
 * @param {Record<string, () => void | Promise<void>>} tests by the sentence that they hold
 * @returns {Promise<Result[]>}
 */
export async function run(tests) {
  /** @type {Result[]} */
  const results = [];
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      results.push({ name, failure: '' });
    } catch (error) {
      results.push({ name, failure: String(error instanceof Error ? error.stack : error) });
    }
  }
  return results;
}

/** @param {any} actual @param {any} expected */
export function equal(actual, expected) {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new Error(`${JSON.stringify(actual)} (expected: ${JSON.stringify(expected)})`);
  }
}

/** @param {any} condition @param {string} what */
export function holds(condition, what) {
  if (!condition) {
    throw new Error(`not so: ${what}`);
  }
}

/** Waits until something is so. @param {() => any} condition @param {string} what */
export async function eventually(condition, what) {
  for (let i = 0; i < 500; i++) {
    if (condition()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`never so: ${what}`);
}

/** @param {number} seq @param {object} [more] @returns {any} a message */
export function message(seq, more = {}) {
  return { seq, n: seq, at: 1_790_000_000_000 + seq * 1_000, kind: 'message', by: 'u_bob', key: `k${seq}`, text: `text ${seq}`, ...more };
}
