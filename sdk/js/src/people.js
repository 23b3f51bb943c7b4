// @ts-check
/** @import {Api} from './api.js' */
/** @import {Store} from './store.js' */

import { systemClock } from './clock.js';

const GATHER_MS = 30;
const LOOKUP_MAX = 200;
/** Of so many it is remembered when they were asked for; the others are asked for as if they never were. */
const ASKED_MAX = 5_000;
const FRESH_MS = 600_000;

/** Finds out how people are called: whoever is needed is asked for once, many in one request, and again after a while. */
export class People {
  #api;
  #store;
  /** @type {Set<string>} */
  #wanted = new Set();
  /** When each was asked for last, whoever was asked for first coming first. @type {Map<string, number>} */
  #asked = new Map();
  /** @type {any} */
  #timer;
  #clock;

  /** @param {Api} api @param {Store} store */
  constructor(api, store, clock = systemClock) {
    this.#api = api;
    this.#store = store;
    this.#clock = clock;
  }

  /** @param {Iterable<string | undefined>} users */
  need(users) {
    for (const user of users) {
      if (user && !this.#store.people.has(user)) {
        this.#wanted.add(user);
      }
    }
    this.#askSoon();
  }

  /**
   * The same of those who are known, unless they were asked for not long ago: they may be called otherwise by now.
   *
   * @param {Iterable<string | undefined>} users of more than 200 the first ones
   * @param {number} [ms] how long ago is long ago; Infinity for never
   */
  freshen(users, ms = FRESH_MS) {
    const oldest = this.#clock.now() - ms;
    const stale = [...new Set(users)].filter((user) => user && (this.#asked.get(user) ?? -Infinity) <= oldest);
    stale.slice(0, LOOKUP_MAX).forEach((user) => this.#wanted.add(/** @type {string} */ (user)));
    this.#askSoon();
  }

  #askSoon() {
    if (this.#wanted.size > 0) {
      this.#timer ??= this.#clock.later(() => this.#ask(), GATHER_MS);
    }
  }

  async #ask() {
    const users = [...this.#wanted].slice(0, LOOKUP_MAX);
    users.forEach((user) => this.#wanted.delete(user) && this.#note(user));
    try {
      this.#store.putPeople(await this.#api.lookup(users));
    } catch {
      // They are asked for again with the next list, page or entry that names them.
      users.forEach((user) => this.#asked.delete(user));
    } finally {
      this.#timer = undefined;
      this.#askSoon();
    }
  }

  /** @param {string} user */
  #note(user) {
    this.#asked.delete(user);
    this.#asked.set(user, this.#clock.now());
    if (this.#asked.size > ASKED_MAX) {
      this.#asked.delete(/** @type {string} */ (this.#asked.keys().next().value));
    }
  }
}
