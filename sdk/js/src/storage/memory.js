// @ts-check
/** @import {Unsent} from '../types.js' */

/**
 * Keeps the messages without an ack. One that survives a restart keeps the promise that each is sent once, whatever happens.
 *
 * @typedef {object} Storage
 * @property {() => Promise<Unsent[]>} load all there are, of whatever user, in any order
 * @property {(message: Unsent) => Promise<void>} put adds one or replaces the one with its key; done when it is written down
 * @property {(key: string) => Promise<void>} remove forgets one; done when that is written down
 * @property {(changed: () => void) => void} watch tells what others change that share it, such as other tabs
 * @property {() => void} close nobody uses it any more
 */

/** Forgets everything with the program. @returns {Storage} */
export function memoryStorage() {
  /** @type {Map<string, Unsent>} */
  const messages = new Map();
  return {
    load: async () => [...messages.values()],
    put: async (message) => void messages.set(message.key, message),
    remove: async (key) => void messages.delete(key),
    watch: () => {},
    close: () => {},
  };
}
