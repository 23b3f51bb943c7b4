// @ts-check
/** @import {Unsent} from '../types.js' */
import { idOf } from '../ids.js';

/**
 * Keeps the messages without an ack. One that survives a restart keeps the promise that each is sent once, whatever happens.
 * A key is of one chat: the same key in two chats are two messages.
 *
 * @typedef {object} Storage
 * @property {() => Promise<Unsent[]>} load all there are, of whatever user, in any order
 * @property {(message: Unsent) => Promise<void>} put adds one or replaces the one with its chat and key; done when it is written down
 * @property {(chat: string, key: string) => Promise<void>} remove forgets one; done when that is written down
 * @property {(changed: () => void) => void} watch tells what others change that share it, such as other tabs
 * @property {() => void} close nobody uses it any more
 */

/** Forgets everything with the program. @returns {Storage} */
export function memoryStorage() {
  /** @type {Map<string, Unsent>} */
  const messages = new Map();
  return {
    load: async () => [...messages.values()],
    put: async (message) => void messages.set(idOf(message), message),
    remove: async (chat, key) => void messages.delete(idOf({ chat, key })),
    watch: () => {},
    close: () => {},
  };
}
