// @ts-check
/** @import {Storage} from './memory.js' */

const DATABASE = 'parley';
const VERSION = 2;
const TABLE = 'unsent';
/** What the first version had: by key alone, of which there is one in each chat. */
const FORMER_TABLE = 'outbox';
const CHANNEL = 'parley-outbox';
/** How long a page from before an update has to let go of the database: one that is closing does in a moment. */
const BLOCKED_MS = 2_000;

/**
 * The browser's own database, shared by all tabs of a site. Fails where there is none that can be used: also when a page of the site
 * from before an update keeps the former one open for two seconds.
 *
 * @returns {Promise<Storage>}
 */
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
    load: async () => resultOf(database.transaction(TABLE).objectStore(TABLE).getAll()),
    put: (message) => write((table) => table.put(message)),
    remove: (chat, key) => write((table) => table.delete([chat, key])),
    watch: (changed) => (channel.onmessage = () => changed()),
    close() {
      channel.close();
      database.close();
    },
  };
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  const request = indexedDB.open(DATABASE, VERSION);
  request.onupgradeneeded = () => upgrade(request);
  return new Promise((resolve, reject) => {
    let tooLate = false;
    const giveUp = () => {
      tooLate = true;
      reject(new Error(`an older page has the database ${DATABASE}`));
    };
    request.onblocked = () => setTimeout(giveUp, BLOCKED_MS);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      // A page that is newer is not kept waiting. What this one has from then on lives as long as it does.
      database.onversionchange = () => database.close();
      if (tooLate) {
        database.close();
      }
      resolve(database);
    };
  });
}

/** Nothing that is unsent is lost: what the former table has is taken over before it goes. @param {IDBOpenDBRequest} request */
function upgrade({ result: database, transaction }) {
  const table = database.createObjectStore(TABLE, { keyPath: ['chat', 'key'] });
  if (transaction && database.objectStoreNames.contains(FORMER_TABLE)) {
    const former = transaction.objectStore(FORMER_TABLE).getAll();
    former.onsuccess = () => {
      former.result.forEach((message) => table.put(message));
      database.deleteObjectStore(FORMER_TABLE);
    };
  }
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
