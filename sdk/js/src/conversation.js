// @ts-check
/** @import {Chat, Entry, Frame, Receipt, Unsent} from './types.js' */
import { newKey } from './ids.js';

const TYPING_REPEAT_MS = 5_000;

/**
 * @typedef {object} Around
 * @property {import('./store.js').Store} store
 * @property {import('./clock.js').Clock} clock
 * @property {import('./outbox.js').Outbox} outbox
 * @property {import('./pages.js').Pages} pages
 * @property {import('./positions.js').Positions} positions
 * @property {import('./connection.js').Connection} connection
 * @property {import('./changes.js').Changes} changes
 */

/** One chat: what is known of it is in the store, what one can do in it is here. */
export class Conversation {
  /** The chat's id. */
  id;
  #around;
  #typingSaidAt = 0;

  /** @param {string} id @param {Around} around */
  constructor(id, around) {
    this.id = id;
    this.#around = around;
  }

  /** Its row in the list. @returns {Chat | undefined} */
  get row() {
    return this.#around.store.chats.get(this.id);
  }

  /** A stretch of its log without a hole, ascending; empty until it is shown, followed or opened. @returns {readonly Entry[]} */
  get entries() {
    return this.#around.store.logs.get(this.id)?.entries ?? [];
  }

  /** One's own messages that have no ack yet. @returns {Unsent[]} */
  get unsent() {
    const log = this.#around.store.logs.get(this.id);
    return this.#around.store.unsent.filter((message) => message.chat === this.id && !log?.has(message.key));
  }

  /** How far the others are, by user. @returns {ReadonlyMap<string, Receipt>} */
  get receipts() {
    return this.#around.store.receipts.get(this.id) ?? new Map();
  }

  /** Who is thought to type. @returns {string[]} */
  get typists() {
    return [...(this.#around.store.typing.get(this.id)?.keys() ?? [])];
  }

  /** Reads the newest page, unless it is there; from then on `entries` follows the chat. */
  open() {
    return this.#around.pages.load(this.id);
  }

  /** Reads the page before the oldest entry. */
  older() {
    return this.#around.pages.older(this.id);
  }

  /** Reads the page after the newest entry of a log that has let go of the end. */
  newer() {
    return this.#around.pages.newer(this.id);
  }

  /** Reads the end of the chat, when the log has let go of it. */
  latest() {
    return this.#around.pages.latest(this.id);
  }

  /** Reads a page about some entry, unless it is there. @param {number} seq */
  around(seq) {
    return this.#around.pages.around(this.id, seq);
  }

  /** Lets go of the oldest entries of a long log. */
  trim() {
    this.#around.store.logs.get(this.id)?.trim();
  }

  /**
   * Every entry after some seq, in order and each once, until the connection is closed.
   *
   * @param {{after?: number}} [from] nothing: from now on
   * @returns {AsyncGenerator<Entry, void, void>}
   */
  async *stream({ after = this.row?.seq ?? 0 } = {}) {
    const { store } = this.#around;
    await this.open();
    for (let last = after; store.connection.state !== 'stopped'; ) {
      const changed = store.next();
      const entries = await this.#after(last);
      for (const entry of entries) {
        last = entry.seq;
        yield entry;
      }
      if (entries.length === 0) {
        await changed;
      }
    }
  }

  /**
   * Sends a text, now or when there is a connection again, once and after what was written before it.
   *
   * @param {string} text
   * @param {{key?: string, since?: number}} [once] for what is done again by another process under the same key: the key, of which
   *   this chat has one message, and the seq that the chat had when it was made for the first time
   * @returns {Promise<Entry>} the message as the server has it; fails with a Refusal that is final
   */
  send(text, once) {
    const { store, outbox, clock } = this.#around;
    this.#typingSaidAt = 0;
    const place = newKey(clock.now());
    const key = once?.key ?? place;
    const online = store.connection.state === 'online' ? (this.row?.seq ?? 0) : undefined;
    const since = once?.since ?? online;
    const before = outbox.item(this.id, key);
    const outcome = outbox.outcome(this.id, key);
    if (before && !before.failed) {
      return outcome;
    }
    outbox.put({ key, user: store.me?.user ?? '', chat: this.id, text: text.toWellFormed(), at: clock.now(),
      ...(since !== undefined && { since }), ...(key !== place && { place }) });
    return outcome;
  }

  /** Once more what was refused, as a new message; nothing when there is no such message in this chat. @param {string} key */
  async sendAgain(key) {
    const failed = this.#around.outbox.item(this.id, key);
    await this.discard(key);
    return failed && this.send(failed.text);
  }

  /** @param {string} key of a message of this chat without an ack: it is not sent any more */
  discard(key) {
    return this.#around.outbox.remove(this.id, key);
  }

  /** @param {{seq: number, n: number} | undefined} [entry] the newest one that was seen; nothing: the newest there is */
  markRead(entry = this.row) {
    if (entry) {
      this.#around.positions.read(this.id, entry);
    }
  }

  /** To be called with each key that is pressed; said as often as the protocol has it. @param {boolean} on */
  typing(on) {
    const now = this.#around.clock.now();
    if (on ? now - this.#typingSaidAt >= TYPING_REPEAT_MS : this.#typingSaidAt > 0) {
      this.#typingSaidAt = on ? now : 0;
      this.#around.connection.tell({ type: 'typing', chat: this.id, on });
    }
  }

  /** Adds users to a group, at most 100 at a time. @param {string[]} users @returns {Promise<Frame>} with the `seq` of the entry that says so; fails with a Refusal */
  addMembers(users) {
    return this.#around.changes.ask({ type: 'add_members', chat: this.id, users });
  }

  /** Puts somebody out of a group that one owns. @param {string} user @returns {Promise<Frame>} as `addMembers` */
  removeMember(user) {
    return this.#around.changes.ask({ type: 'remove_member', chat: this.id, user });
  }

  /** Gives a group another title. @param {string} title @returns {Promise<Frame>} as `addMembers` */
  rename(title) {
    return this.#around.changes.ask({ type: 'rename', chat: this.id, title });
  }

  /** Leaves a group. @returns {Promise<Frame>} as `addMembers` */
  leave() {
    return this.#around.changes.ask({ type: 'leave', chat: this.id });
  }

  /** @param {number} last @returns {Promise<readonly Entry[]>} what comes next */
  async #after(last) {
    const log = this.#around.store.useLog(this.id);
    if (log.loaded && log.attached && log.first <= last + 1) {
      return log.entries.slice(last + 1 - log.first);
    }
    return last < (this.row?.seq ?? 0) ? this.#around.pages.after(this.id, last) : [];
  }
}
