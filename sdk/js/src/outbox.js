// @ts-check
/** @import {Storage} from './storage/memory.js' */
/** @import {Entry, Unsent} from './types.js' */
import { Refusal } from './errors.js';

/**
 * The messages of one user that have no ack yet, with the keys under which they are sent. They live as long as what keeps them;
 * where several share that, such as the tabs of a browser, all have the same.
 */
export class Outbox {
  /** @type {Unsent[]} in the order in which they were written */
  items = [];
  #user;
  #storage;
  #listener;
  /** How many changes were made here; all up to some moment are written down once `#written` is settled. */
  #changes = 0;
  /** @type {Promise<any>} */
  #written = Promise.resolve();
  /** @type {Map<string, Unsent>} what could not be written down, by key */
  #unkept = new Map();
  /** @type {Map<string, {resolve: (entry: Entry) => void, reject: (error: Refusal) => void}>} who wants to know, by key */
  #waiting = new Map();

  /**
   * @param {string} user
   * @param {Storage} storage
   * @param {(items: Unsent[]) => void} listener told when the items are different
   */
  constructor(user, storage, listener) {
    this.#user = user;
    this.#storage = storage;
    this.#listener = listener;
    storage.watch(() => this.reload());
  }

  /**
   * @param {string} user
   * @param {Storage | Promise<Storage>} storage
   * @param {(items: Unsent[]) => void} listener told when the items are different
   * @returns {Promise<Outbox>}
   */
  static async open(user, storage, listener) {
    const outbox = new Outbox(user, await storage, listener);
    await outbox.reload();
    return outbox;
  }

  /** Adds a message or replaces the one with its key. Done when it is written down. @param {Unsent} message */
  async put(message) {
    const others = this.items.filter((item) => item.key !== message.key);
    this.#unkept.set(message.key, message);
    const written = this.#write(async () => {
      await this.#storage.put(message);
      this.#unkept.delete(message.key);
    });
    this.#become([...others, message]);
    if (message.failed) {
      this.#give(message.key, message.failed);
    }
    await written;
  }

  /** It is not to be sent any more. @param {string} key */
  async remove(key) {
    this.#give(key, 'discarded');
    if (this.items.some((item) => item.key === key)) {
      this.#become(this.items.filter((item) => item.key !== key));
      this.#unkept.delete(key);
      await this.#write(() => this.#storage.remove(key));
    }
  }

  /** The server has it. @param {Entry} entry one's own message */
  settle(entry) {
    const key = entry.key ?? '';
    this.#waiting.get(key)?.resolve(entry);
    this.#waiting.delete(key);
    return this.remove(key);
  }

  async removeAll() {
    await Promise.all(this.items.map((item) => this.remove(item.key)));
  }

  /** @param {string} key @returns {Promise<Entry>} what became of a message; fails with a {@link Refusal} that is final */
  outcome(key) {
    const outcome = new Promise((resolve, reject) => this.#waiting.set(key, { resolve, reject }));
    // Whoever does not ask is not to hear of it either.
    outcome.catch(() => {});
    return outcome;
  }

  /** @returns {Promise<any>} done when all that was changed until now is written down */
  written() {
    return this.#written;
  }

  /** Reads what is written down, for instance by another tab. What is changed here meanwhile is not undone by it. */
  async reload() {
    for (let again = true; again; ) {
      await this.#written;
      const changes = this.#changes;
      const all = await this.#storage.load();
      again = changes !== this.#changes;
      if (!again) {
        const kept = all.filter((item) => item.user === this.#user && !this.#unkept.has(item.key));
        this.#become([...kept, ...this.#unkept.values()]);
      }
    }
  }

  close() {
    this.#storage.close();
  }

  /** @param {string} key @param {string} code */
  #give(key, code) {
    this.#waiting.get(key)?.reject(new Refusal({ code }));
    this.#waiting.delete(key);
  }

  /** @param {Unsent[]} items */
  #become(items) {
    this.items = items.sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
    this.#listener(this.items);
  }

  /** @param {() => Promise<void>} change */
  async #write(change) {
    this.#changes += 1;
    // A storage that fails (a full disk) is no reason not to send: then the message lives as long as the program.
    const done = change().catch(() => {});
    this.#written = Promise.all([this.#written, done]);
    await done;
  }
}

/** @param {Unsent} message @returns {string} keys that are made here are ordered by time, others say theirs */
function placeOf(message) {
  return message.place ?? message.key;
}
