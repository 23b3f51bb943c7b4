// @ts-check
/** @import {Connection} from './connection.js' */
/** @import {Outbox} from './outbox.js' */
/** @import {Store} from './store.js' */
/** @import {Entry, Unsent} from './types.js' */
import { Backoff } from './backoff.js';
import { pause, systemClock } from './clock.js';
import { Refusal } from './errors.js';
import { oneAtATime } from './locks.js';

/**
 * Brings what is in the outbox to the server: per chat one after the other in the order of writing, chats side by side. Of
 * all tabs of a user one does this at a time, for all of them. A message leaves the outbox with its ack and not before.
 */
export class Sender {
  #store;
  #outbox;
  #connection;
  #acked;
  #clock;
  #running = false;
  /** @type {Map<string, Promise<void>>} who is sending, by chat */
  #workers = new Map();
  #wake = () => {};

  /**
   * @param {object} parts
   * @param {Store} parts.store
   * @param {Outbox} parts.outbox
   * @param {Connection} parts.connection
   * @param {(chat: string, entry: Entry) => void} parts.acked told of each message that the server has
   * @param {import('./clock.js').Clock} [parts.clock]
   */
  constructor({ store, outbox, connection, acked, clock = systemClock }) {
    this.#store = store;
    this.#outbox = outbox;
    this.#connection = connection;
    this.#acked = acked;
    this.#clock = clock;
  }

  /** There may be something to send. */
  async kick() {
    this.#wake();
    if (this.#running || !this.#possible()) {
      return;
    }
    this.#running = true;
    try {
      const user = this.#store.me?.user;
      await oneAtATime(`parley-outbox-${user}`, async () => {
        await this.#outbox.reload();
        await this.#sendAll();
      });
    } finally {
      this.#running = false;
    }
    if (this.#possible()) {
      this.kick();
    }
  }

  #possible() {
    return this.#connection.state === 'online' && this.#outbox.items.some((item) => !item.failed);
  }

  async #sendAll() {
    while (this.#possible() || this.#workers.size > 0) {
      const woken = new Promise((resolve) => (this.#wake = () => resolve(undefined)));
      if (this.#possible()) {
        this.#outbox.items.filter((item) => !item.failed).forEach((item) => this.#employ(item.chat));
      }
      await Promise.race([woken, ...this.#workers.values()]);
    }
  }

  /** @param {string} chat */
  #employ(chat) {
    if (!this.#workers.has(chat)) {
      const work = this.#sendChat(chat).finally(() => this.#workers.delete(chat));
      this.#workers.set(chat, work);
    }
  }

  /** @param {string} chat */
  async #sendChat(chat) {
    const backoff = new Backoff();
    while (this.#connection.state === 'online') {
      const message = this.#outbox.items.find((item) => item.chat === chat && !item.failed);
      if (!message) {
        return;
      }
      try {
        await this.#sendOne(message);
        backoff.reset();
      } catch (error) {
        if (error instanceof Refusal && error.retryable) {
          await pause(this.#clock, error.retryAfterMs ?? backoff.next());
        } else {
          await this.#outbox.put({ ...message, failed: error instanceof Refusal ? error.code : 'internal' });
        }
      }
    }
  }

  /** @param {Unsent} message */
  async #sendOne(message) {
    const first = message.since === undefined;
    const since = message.since ?? this.#store.chats.get(message.chat)?.seq ?? 0;
    if (first) {
      await this.#outbox.put({ ...message, since });
    }
    // What is sent before it is written down is forgotten in a crash.
    await this.#outbox.written();
    const { chat, key, text } = message;
    const ack = await this.#connection.request({ type: 'send', chat, key, since, text });
    const by = this.#store.me?.user ?? '';
    /** @type {Entry} */
    const entry = { seq: ack.seq, n: ack.n, at: ack.at, kind: 'message', by, key, text };
    const settled = this.#outbox.settle(chat, entry);
    this.#acked(chat, entry);
    await settled;
  }
}
