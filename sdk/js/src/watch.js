// @ts-check
/** @import {Connection} from './connection.js' */
/** @import {Store} from './store.js' */
import { Backoff } from './backoff.js';
import { Refusal } from './errors.js';

const GATHER_MS = 200;

/** Keeps the server informed about whose presence is on the screen: the people of the open group, then those one talks to. */
export class Watch {
  #connection;
  #store;
  #watched = '';
  #timer = 0;
  #backoff = new Backoff();

  /** @param {Connection} connection @param {Store} store */
  constructor(connection, store) {
    this.#connection = connection;
    this.#store = store;
  }

  /** Who is on the screen may have changed. */
  look() {
    this.#lookIn(GATHER_MS);
  }

  /** The server may have forgotten what was told it, or changes may have been missed. */
  again() {
    this.#watched = '';
    this.look();
  }

  /** @param {number} ms */
  #lookIn(ms) {
    this.#timer ||= window.setTimeout(() => this.#tell(), ms);
  }

  async #tell() {
    this.#timer = 0;
    const users = this.#wanted();
    const watched = users.join(' ');
    if (watched === this.#watched || this.#connection.state !== 'online') {
      return;
    }
    this.#watched = watched;
    try {
      const reply = await this.#connection.request({ type: 'watch_presence', users });
      this.#backoff.reset();
      this.#store.putPresence(reply.users);
    } catch (error) {
      this.#watched = '';
      this.#lookIn((error instanceof Refusal && error.retryAfterMs) || this.#backoff.next());
    }
  }

  #wanted() {
    const { chats, members, openChat, me, limits } = this.#store;
    const here = (members.get(openChat ?? '') ?? []).map((member) => member.user);
    const peers = [...chats.values()]
      .sort((one, other) => (other.activity ?? 0) - (one.activity ?? 0))
      .map((chat) => chat.peer);
    const users = new Set([chats.get(openChat ?? '')?.peer, ...here, ...peers]);
    users.delete(undefined);
    users.delete(me?.user);
    return /** @type {string[]} */ ([...users]).slice(0, limits.watchedUsers);
  }
}
