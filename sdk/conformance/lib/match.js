// @ts-check
/**
 * Whether something is as a script has it: of an object the named fields, of a list all its members, of anything else the thing
 * itself. `{"atLeast": n}`, `{"atMost": n}`, `{"absent": true}`, `{"any": true}`, `{"length": n}` and `{"not": x}` stand for what they say.
 *
 * @param {any} actual
 * @param {any} wanted
 * @returns {boolean}
 */
export function matches(actual, wanted) {
  if (Array.isArray(wanted)) {
    return Array.isArray(actual) && actual.length === wanted.length && wanted.every((one, i) => matches(actual[i], one));
  }
  if (wanted === null || typeof wanted !== 'object') {
    return actual === wanted;
  }
  const [word] = Object.keys(wanted);
  if (word in WORDS && Object.keys(wanted).length === 1) {
    return WORDS[word](actual, wanted[word]);
  }
  return actual !== null && typeof actual === 'object' && Object.entries(wanted).every(([key, value]) => matches(actual[key], value));
}

/** @type {Record<string, (actual: any, wanted: any) => boolean>} */
const WORDS = {
  atLeast: (actual, least) => actual >= least,
  atMost: (actual, most) => actual <= most,
  absent: (actual) => actual === undefined,
  any: (actual) => actual !== undefined,
  length: (actual, length) => actual?.length === length,
  not: (actual, other) => !matches(actual, other),
};
