// @ts-check
/** @import {Connection} from './connection.js' */
/** @import {Store} from './store.js' */
import { Backoff } from './backoff.js';
import { systemClock } from './clock.js';
import { Refusal } from './errors.js';

const GATHER_MS = 200;

/** Keeps the server informed about whose presence is on the screen: the people of the open group, then those one talks to. */
export class Watch {
  #connection;
  #store;
  #watched = '';
  /** @type {any} */
  #timer;
  #clock;
  #backoff = new Backoff();
  /** @type {string[]} */
  #also = [];

  /** @param {Connection} connection @param {Store} store */
  constructor(connection, store, clock = systemClock) {
    this.#connection = connection;
    this.#store = store;
    this.#clock = clock;
  }

  /** Who is on the screen may have changed. */
  look() {
    this.#lookIn(GATHER_MS);
  }

  /** These too, before all others. @param {string[]} users */
  also(users) {
    this.#also = users;
    this.look();
  }

  /** The server may have forgotten what was told it, or changes may have been missed. */
  again() {
    this.#watched = '';
    this.look();
  }

  /** @param {number} ms */
  #lookIn(ms) {
    this.#timer ??= this.#clock.later(() => this.#tell(), ms);
  }

  async #tell() {
    this.#timer = undefined;
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
    const users = new Set([...this.#also, chats.get(openChat ?? '')?.peer, ...here, ...peers]);
    users.delete(undefined);
    users.delete(me?.user);
    return /** @type {string[]} */ ([...users]).slice(0, limits.watchedUsers);
  }
}
