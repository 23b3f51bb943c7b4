// @ts-check
/** @import {Connection} from './connection.js' */
/** @import {Store} from './store.js' */

const GATHER_MS = 250;

/** Tells the server how far this device has got in each chat, the newest position of each kind now and then. */
export class Positions {
  #connection;
  #store;
  /** @type {Record<'delivered' | 'read', Map<string, number>>} what is to be told */
  #due = { delivered: new Map(), read: new Map() };
  /** @type {Map<string, number>} what was delivered, and told or about to be */
  #told = new Map();
  #timer = 0;

  /** @param {Connection} connection @param {Store} store */
  constructor(connection, store) {
    this.#connection = connection;
    this.#store = store;
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

  /** A new connection: what was owed is told now. */
  reconnected() {
    this.#tell();
  }

  /** @param {'delivered' | 'read'} type @param {string} chat @param {number} seq */
  #owe(type, chat, seq) {
    this.#due[type].set(chat, Math.max(seq, this.#due[type].get(chat) ?? 0));
    this.#timer ||= window.setTimeout(() => this.#tell(), GATHER_MS);
  }

  #tell() {
    this.#timer = 0;
    if (this.#connection.state === 'online') {
      for (const type of /** @type {const} */ (['delivered', 'read'])) {
        this.#due[type].forEach((seq, chat) => this.#connection.tell({ type, chat, seq }));
        this.#due[type].clear();
      }
    }
  }
}
