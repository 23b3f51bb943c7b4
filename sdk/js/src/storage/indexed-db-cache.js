// @ts-check
/** @import {Cache, Snapshot} from '../snapshot.js' */

const DATABASE = 'parley-cache';
const TABLE = 'snapshot';
const KEY = 'newest';

/**
 * A snapshot in the browser's own database, apart from what must not be lost. Where there is no database, nothing is kept.
 *
 * @returns {Cache}
 */
export function indexedDbCache() {
  /** @type {Promise<IDBDatabase> | undefined} */
  let opening;
  const table = async (/** @type {IDBTransactionMode} */ mode) => {
    opening ??= openDatabase();
    return (await opening).transaction(TABLE, mode).objectStore(TABLE);
  };
  return {
    load: async () => /** @type {Snapshot | undefined} */ (await resultOf((await table('readonly')).get(KEY))),
    save: async (snapshot) => void (await resultOf((await table('readwrite')).put(snapshot, KEY))),
    clear: async () => void (await resultOf((await table('readwrite')).delete(KEY))),
  };
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
  return resultOf(request);
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function resultOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
