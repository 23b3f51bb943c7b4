// @ts-check
/**
 * Does something while no other tab does what has the same name. Browsers have no locks for pages that came over plain http
 * from another machine, and Node has none before 24: there it is done at once. That is a detour and no harm, since the server
 * knows by its key what it was told before, and gives two tabs that renew at once the same tokens.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function oneAtATime(name, work) {
  const locks = globalThis.navigator?.locks;
  return locks ? /** @type {any} */ (locks.request(name, work)) : work();
}
