// @ts-check
/** @import {Connection} from './connection.js' */
/** @import {Store} from './store.js' */
import { systemClock } from './clock.js';
import { Refusal } from './errors.js';

const GATHER_MS = 250;
const RETRY_MS = 2_000;

/**
 * Tells the server how far this device has got in each chat: of each kind the newest position, again until the server says that
 * it has it.
 */
export class Positions {
  #connection;
  #store;
  /** @type {Record<'delivered' | 'read', Map<string, number>>} what the server has not confirmed */
  #due = { delivered: new Map(), read: new Map() };
  /** @type {Map<string, number>} what was delivered, and told or about to be */
  #told = new Map();
  /** @type {Set<string>} what is being told */
  #underway = new Set();
  /** @type {any} */
  #timer;
  #clock;

  /** @param {Connection} connection @param {Store} store */
  constructor(connection, store, clock = systemClock) {
    this.#connection = connection;
    this.#store = store;
    this.#clock = clock;
  }

  /** @param {string} chat @param {number} seq */
  delivered(chat, seq) {
    if (seq > (this.#told.get(chat) ?? 0)) {
      this.#told.set(chat, seq);
      this.#owe('delivered', chat, seq);
    }
  }

  /** @param {string} chat @param {{seq: number, n: number}} read */
  read(chat, read) {
    const known = this.#store.chats.get(chat);
    if (known && read.seq > known.read.seq) {
      this.#store.putRead(chat, { seq: read.seq, n: read.n });
      this.#owe('read', chat, read.seq);
    }
  }

  /** A new connection: what is owed is told now. */
  reconnected() {
    this.#tellAll();
  }

  /** @param {'delivered' | 'read'} type @param {string} chat @param {number} seq */
  #owe(type, chat, seq) {
    this.#due[type].set(chat, Math.max(seq, this.#due[type].get(chat) ?? 0));
    this.#tellAllIn(GATHER_MS);
  }

  /** @param {number} ms */
  #tellAllIn(ms) {
    this.#timer ??= this.#clock.later(() => this.#tellAll(), ms);
  }

  #tellAll() {
    this.#clock.cancel(this.#timer);
    this.#timer = undefined;
    if (this.#connection.state === 'online') {
      for (const type of /** @type {const} */ (['delivered', 'read'])) {
        this.#due[type].forEach((seq, chat) => this.#tell(type, chat, seq));
      }
    }
  }

  /** @param {'delivered' | 'read'} type @param {string} chat @param {number} seq */
  async #tell(type, chat, seq) {
    const what = `${type} ${chat}`;
    if (this.#underway.has(what)) {
      return;
    }
    this.#underway.add(what);
    let wait = GATHER_MS;
    try {
      await this.#connection.request({ type, chat, seq });
      this.#settle(type, chat, seq);
    } catch (error) {
      if (error instanceof Refusal && !error.retryable) {
        this.#settle(type, chat, seq);
      } else {
        wait = RETRY_MS;
      }
    } finally {
      this.#underway.delete(what);
    }
    if (this.#due[type].has(chat)) {
      this.#tellAllIn(wait);
    }
  }

  /** @param {'delivered' | 'read'} type @param {string} chat @param {number} seq the newest that needs no more telling */
  #settle(type, chat, seq) {
    if ((this.#due[type].get(chat) ?? 0) <= seq) {
      this.#due[type].delete(chat);
    }
  }
}
