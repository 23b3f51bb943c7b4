// @ts-check
/** @import {Conversation, Device, Person} from 'parley-client' */
/** @import {AppStore} from './app-store.js' */
/** @import {Session} from './session.js' */
import { inWords } from './errors.js';

/** Everything that a person can do. Views call these and nothing else; what comes of it is in the store. */
export class Actions {
  #session;
  #store;

  /** @param {Session} session @param {AppStore} store */
  constructor(session, store) {
    this.#session = session;
    this.#store = store;
  }

  /** @param {string} name @param {string} password @param {string} displayName fails with what went wrong */
  signUp(name, password, displayName) {
    const shown = displayName.trim() ? { displayName: displayName.trim() } : {};
    return this.#session.signUp({ name, password, ...shown });
  }

  /** @param {string} name @param {string} password fails with what went wrong */
  logIn(name, password) {
    return this.#session.logIn({ name, password });
  }

  /** @param {string} displayName fails with what went wrong */
  async renameMe(displayName) {
    await this.#client?.rename(displayName.trim());
  }

  logOut() {
    return this.#try(this.#session.signOut());
  }

  /** @param {string | undefined} chat */
  openChat(chat) {
    this.#client?.show(chat);
  }

  /** @param {string} chat */
  loadOlder(chat) {
    return this.#chat(chat)?.older() ?? Promise.resolve();
  }

  /** @param {string} chat */
  loadNewer(chat) {
    return this.#chat(chat)?.newer() ?? Promise.resolve();
  }

  /** Goes on at the end of a long conversation. @param {string} chat */
  loadLatest(chat) {
    return this.#chat(chat)?.latest() ?? Promise.resolve();
  }

  /** @param {string} chat @param {number} seq what is to be on the screen */
  loadAround(chat, seq) {
    return this.#chat(chat)?.around(seq) ?? Promise.resolve();
  }

  /** Lets go of the oldest entries of a long conversation while its end is on the screen. @param {string} chat */
  trim(chat) {
    this.#chat(chat)?.trim();
  }

  /** @param {string} chat @param {string} text */
  send(chat, text) {
    this.#chat(chat)?.send(text);
  }

  /** Once more, as a new message. @param {string} chat @param {string} key */
  sendAgain(chat, key) {
    return this.#chat(chat)?.sendAgain(key);
  }

  /** @param {string} chat @param {string} key */
  discard(chat, key) {
    return this.#chat(chat)?.discard(key);
  }

  /** @param {string} chat @param {boolean} on */
  typing(chat, on) {
    this.#chat(chat)?.typing(on);
  }

  /** @param {string} chat @param {{seq: number, n: number}} entry the newest one that was seen */
  read(chat, entry) {
    this.#chat(chat)?.markRead(entry);
  }

  /** @param {string} user @returns {Promise<string | undefined>} the chat */
  async createDirect(user) {
    return (await this.#try(this.#client?.createDirect(user)))?.id;
  }

  /** @param {string} title @param {string[]} users @returns {Promise<string | undefined>} the chat */
  async createGroup(title, users) {
    return (await this.#try(this.#client?.createGroup(title, users)))?.id;
  }

  /** @param {string} chat @param {string[]} users */
  addMembers(chat, users) {
    return this.#try(this.#chat(chat)?.addMembers(users));
  }

  /** @param {string} chat @param {string} user */
  removeMember(chat, user) {
    return this.#try(this.#chat(chat)?.removeMember(user));
  }

  /** @param {string} chat */
  leave(chat) {
    return this.#try(this.#chat(chat)?.leave());
  }

  /** @param {string} chat @param {string} title */
  rename(chat, title) {
    return this.#try(this.#chat(chat)?.rename(title));
  }

  /** @param {string} query @returns {Promise<Person[]>} */
  async search(query) {
    const found = (await this.#try(this.#client?.api.search(query.trim().toLowerCase()))) ?? [];
    this.#store.putPeople(found);
    return found.filter((person) => person.user !== this.#store.me?.user);
  }

  /** @returns {Promise<Device[]>} */
  async devices() {
    return (await this.#try(this.#client?.api.devices())) ?? [];
  }

  /** @param {string} device */
  revoke(device) {
    return this.#try(this.#client?.api.revoke(device));
  }

  /** Tries the connection now, or takes it back from another window. */
  reconnect() {
    this.#client?.reconnect();
  }

  /** Somebody looks at the page again, or the network came or went. */
  wake() {
    this.#client?.wake();
  }

  dismissNotice() {
    this.#store.say('');
  }

  get #client() {
    return this.#session.client;
  }

  /** @param {string} id @returns {Conversation | undefined} */
  #chat(id) {
    return this.#client?.chat(id);
  }

  /** @template T @param {Promise<T> | undefined} work @returns {Promise<T | undefined>} undefined when it failed, and the person was told */
  async #try(work) {
    try {
      return await work;
    } catch (error) {
      this.#store.say(inWords(error));
      return undefined;
    }
  }
}
