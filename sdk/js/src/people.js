// @ts-check
/** @import {Api} from './api.js' */
/** @import {Store} from './store.js' */

import { systemClock } from './clock.js';

const GATHER_MS = 30;
const LOOKUP_MAX = 200;

/** Finds out how people are called: whoever is needed is asked for once, many in one request. */
export class People {
  #api;
  #store;
  /** @type {Set<string>} */
  #wanted = new Set();
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
    if (this.#wanted.size > 0) {
      this.#timer ??= this.#clock.later(() => this.#ask(), GATHER_MS);
    }
  }

  async #ask() {
    const users = [...this.#wanted].slice(0, LOOKUP_MAX);
    users.forEach((user) => this.#wanted.delete(user));
    try {
      this.#store.putPeople(await this.#api.lookup(users));
    } catch {
      // They are asked for again with the next list, page or entry that names them.
    } finally {
      this.#timer = undefined;
      this.need([]);
    }
  }
}
