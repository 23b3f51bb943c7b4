// @ts-check
/** @import {Storage} from './memory.js' */

const DATABASE = 'parley';
const TABLE = 'outbox';
const CHANNEL = 'parley-outbox';

/** The browser's own database, shared by all tabs of a site. Fails where there is none that can be used. @returns {Promise<Storage>} */
export async function indexedDbStorage() {
  const database = await openDatabase();
  const channel = new BroadcastChannel(CHANNEL);
  const write = async (/** @type {(table: IDBObjectStore) => void} */ change) => {
    const transaction = database.transaction(TABLE, 'readwrite');
    change(transaction.objectStore(TABLE));
    await doneOf(transaction);
    channel.postMessage('changed');
  };
  return {
    load: () => resultOf(database.transaction(TABLE).objectStore(TABLE).getAll()),
    put: (message) => write((table) => table.put(message)),
    remove: (key) => write((table) => table.delete(key)),
    watch: (changed) => (channel.onmessage = () => changed()),
    close() {
      channel.close();
      database.close();
    },
  };
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: 'key' });
  return resultOf(request);
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function resultOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function doneOf(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
