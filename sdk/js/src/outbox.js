// @ts-check
/** @import {Storage} from './storage/memory.js' */
/** @import {Entry, Unsent} from './types.js' */
import { Refusal } from './errors.js';
import { idOf } from './ids.js';

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
  /** @type {Map<string, Unsent>} what could not be written down, by id */
  #unkept = new Map();
  /** @type {Map<string, ReturnType<typeof deferred>>} what somebody wants to know, by id */
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
    await outbox.#read();
    return outbox;
  }

  /** @param {string} chat @param {string} key @returns {Unsent | undefined} the one message with this key in this chat */
  item(chat, key) {
    return this.items.find((item) => item.chat === chat && item.key === key);
  }

  /** Adds a message or replaces the one with its chat and key. Done when it is written down. @param {Unsent} message */
  async put(message) {
    const id = idOf(message);
    const others = this.items.filter((item) => idOf(item) !== id);
    this.#unkept.set(id, message);
    const written = this.#write(async () => {
      await this.#storage.put(message);
      this.#unkept.delete(id);
    });
    this.#become([...others, message]);
    if (message.failed) {
      this.#give(id, message.failed);
    }
    await written;
  }

  /** It is not to be sent any more. @param {string} chat @param {string} key */
  async remove(chat, key) {
    const id = idOf({ chat, key });
    this.#give(id, 'discarded');
    if (this.item(chat, key)) {
      this.#become(this.items.filter((item) => idOf(item) !== id));
      this.#unkept.delete(id);
      await this.#write(() => this.#storage.remove(chat, key));
    }
  }

  /** The server has it. @param {string} chat @param {Entry} entry one's own message in it */
  settle(chat, entry) {
    const key = entry.key ?? '';
    const id = idOf({ chat, key });
    this.#waiting.get(id)?.resolve(entry);
    this.#waiting.delete(id);
    return this.remove(chat, key);
  }

  async removeAll() {
    await Promise.all(this.items.map((item) => this.remove(item.chat, item.key)));
  }

  /**
   * @param {string} chat
   * @param {string} key
   * @returns {Promise<Entry>} what became of a message, the same for all who ask; fails with a {@link Refusal} that is final
   */
  outcome(chat, key) {
    const id = idOf({ chat, key });
    const waiting = this.#waiting.get(id) ?? deferred();
    this.#waiting.set(id, waiting);
    return waiting.outcome;
  }

  /** @returns {Promise<any>} done when all that was changed until now is written down */
  written() {
    return this.#written;
  }

  /** Reads what is written down, for instance by another tab; what there is stays when that fails. */
  reload() {
    return this.#read().catch(() => {});
  }

  close() {
    this.#storage.close();
  }

  /** What is changed here meanwhile is not undone by it. */
  async #read() {
    for (let again = true; again; ) {
      await this.#written;
      const changes = this.#changes;
      const all = await this.#storage.load();
      again = changes !== this.#changes;
      if (!again) {
        const kept = all.filter((item) => item.user === this.#user && !this.#unkept.has(idOf(item)));
        this.#become([...kept, ...this.#unkept.values()]);
      }
    }
  }

  /** @param {string} id @param {string} code */
  #give(id, code) {
    this.#waiting.get(id)?.reject(new Refusal({ code }));
    this.#waiting.delete(id);
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

/** An outcome that is not known yet. */
function deferred() {
  /** @type {(entry: Entry) => void} */
  let resolve = () => {};
  /** @type {(error: Refusal) => void} */
  let reject = () => {};
  /** @type {Promise<Entry>} */
  const outcome = new Promise((...both) => ([resolve, reject] = both));
  // Whoever does not ask is not to hear of it either.
  outcome.catch(() => {});
  return { outcome, resolve, reject };
}

/** @param {Unsent} message @returns {string} keys that are made here are ordered by time, others say theirs */
function placeOf(message) {
  return message.place ?? message.key;
}
