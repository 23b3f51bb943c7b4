// @ts-check
/** @import {Unsent} from './types.js' */

const DATABASE = 'parley';
const TABLE = 'outbox';
const CHANNEL = 'parley-outbox';

/**
 * The messages of one user that have no ack yet, with the keys under which they are sent. They survive a restart of the
 * browser, and all tabs share them. Without a usable database they live as long as the page.
 */
export class Outbox {
  /** @type {Unsent[]} in the order in which they were written */
  items = [];
  #user;
  #database;
  #channel = new BroadcastChannel(CHANNEL);
  #listener;
  /** How many changes this tab has made; all up to some moment are in the database once `#written` is settled. */
  #changes = 0;
  /** @type {Promise<any>} */
  #written = Promise.resolve();

  /**
   * @param {string} user
   * @param {IDBDatabase | undefined} database
   * @param {(items: Unsent[]) => void} listener told when the items are different
   */
  constructor(user, database, listener) {
    this.#user = user;
    this.#database = database;
    this.#listener = listener;
    this.#channel.onmessage = () => this.reload();
  }

  /** @param {string} user @param {(items: Unsent[]) => void} listener told when the items are different @returns {Promise<Outbox>} */
  static async open(user, listener) {
    const database = await openDatabase().catch(() => undefined);
    const outbox = new Outbox(user, database, listener);
    await outbox.reload();
    return outbox;
  }

  /** Adds a message or replaces the one with its key. Done when it is written down. @param {Unsent} message */
  async put(message) {
    const others = this.items.filter((item) => item.key !== message.key);
    this.#become([...others, message]);
    await this.#write((table) => table.put(message));
  }

  /** @param {string} key */
  async remove(key) {
    if (this.items.some((item) => item.key === key)) {
      this.#become(this.items.filter((item) => item.key !== key));
      await this.#write((table) => table.delete(key));
    }
  }

  async removeAll() {
    await Promise.all(this.items.map((item) => this.remove(item.key)));
  }

  /** Reads what is written down, for instance by another tab. What this tab changes meanwhile is not undone by it. */
  async reload() {
    for (let again = true; this.#database && again; ) {
      await this.#written;
      const changes = this.#changes;
      /** @type {Unsent[]} */
      const all = await resultOf(this.#database.transaction(TABLE).objectStore(TABLE).getAll());
      again = changes !== this.#changes;
      if (!again) {
        this.#become(all.filter((item) => item.user === this.#user));
      }
    }
  }

  close() {
    this.#channel.close();
    this.#database?.close();
  }

  /** @param {Unsent[]} items keys are ordered by time, so they are the order */
  #become(items) {
    this.items = items.sort((one, other) => (one.key < other.key ? -1 : 1));
    this.#listener(this.items);
  }

  /** @param {(table: IDBObjectStore) => void} change */
  async #write(change) {
    if (this.#database) {
      this.#changes += 1;
      const transaction = this.#database.transaction(TABLE, 'readwrite');
      change(transaction.objectStore(TABLE));
      // A database that fails (a full disk) is no reason not to send: then the message lives as long as the page.
      const done = doneOf(transaction).catch(() => {});
      this.#written = Promise.all([this.#written, done]);
      await done;
      this.#channel.postMessage('changed');
    }
  }
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
