// @ts-check
/** @import {Storage} from '../storage/memory.js' */
/** @import {Unsent} from '../types.js' */
import { open, readFile, rename } from 'node:fs/promises';
import { idOf } from '../ids.js';

/**
 * One file, for one process at a time. It is replaced as a whole and only by what is on the disk, so that a crash leaves the old
 * one or the new one.
 *
 * @param {string} path
 * @returns {Promise<Storage>} fails when the file is there and cannot be read
 */
export async function fileStorage(path) {
  /** @type {Map<string, Unsent>} */
  const messages = new Map((await read(path)).map((message) => [idOf(message), message]));
  /** @type {Promise<void>} */
  let written = Promise.resolve();
  const write = () => {
    written = written.catch(() => {}).then(() => replace(path, JSON.stringify([...messages.values()])));
    return written;
  };
  return {
    load: async () => [...messages.values()],
    put: (message) => (messages.set(idOf(message), message), write()),
    remove: (chat, key) => (messages.delete(idOf({ chat, key })), write()),
    watch: () => {},
    close: () => {},
  };
}

/** @param {string} path @returns {Promise<Unsent[]>} */
async function read(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

/** @param {string} path @param {string} content */
async function replace(path, content) {
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
