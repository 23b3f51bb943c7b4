// @ts-check
/** @import {Api, Frame, Store} from 'parley-client' */
/** @import {Session} from './session.js' */
import { Refusal, newKey, unanswered } from 'parley-client';
import { inWords } from './words.js';

const TYPING_REPEAT_MS = 5_000;
const ATTEMPTS = 6;
const RETRY_MS = 700;

/** Everything that a person can do. Views call these and nothing else; what comes of it is in the store. */
export class Actions {
  #api;
  #session;
  #store;
  #typingSaidAt = 0;

  /** @param {Api} api @param {Session} session @param {Store} store */
  constructor(api, session, store) {
    this.#api = api;
    this.#session = session;
    this.#store = store;
  }

  /** @param {string} name @param {string} password @param {string} displayName fails with what went wrong */
  signUp(name, password, displayName) {
    return this.#session.signIn(this.#api.signUp(name, password, displayName));
  }

  /** @param {string} name @param {string} password fails with what went wrong */
  logIn(name, password) {
    return this.#session.signIn(this.#api.logIn(name, password));
  }

  logOut() {
    return this.#try(this.#session.signOut());
  }

  /** @param {string | undefined} chat */
  openChat(chat) {
    const before = this.#store.openChat;
    if (before && before !== chat) {
      this.#store.logs.get(before)?.trim();
    }
    this.#store.set({ openChat: chat });
    if (chat) {
      this.#session.running?.pages.open(chat);
    }
    this.#session.running?.watch.look();
  }

  /** @param {string} chat */
  loadOlder(chat) {
    return this.#session.running?.pages.older(chat) ?? Promise.resolve();
  }

  /** Lets go of the oldest entries of a long conversation while its end is on the screen. @param {string} chat */
  trim(chat) {
    this.#store.logs.get(chat)?.trim();
  }

  /** @param {string} chat @param {string} text */
  send(chat, text) {
    const user = this.#store.me?.user;
    if (user) {
      this.#typingSaidAt = 0;
      const online = this.#store.connection.state === 'online';
      const since = online ? { since: this.#store.chats.get(chat)?.seq ?? 0 } : {};
      this.#session.running?.outbox.put({ key: newKey(), user, chat, text: text.toWellFormed(), at: Date.now(), ...since });
    }
  }

  /** Once more, as a new message. @param {string} key */
  async sendAgain(key) {
    const failed = this.#store.unsent.find((message) => message.key === key);
    await this.discard(key);
    if (failed) {
      this.send(failed.chat, failed.text);
    }
  }

  /** @param {string} key */
  discard(key) {
    return this.#session.running?.outbox.remove(key);
  }

  /** @param {string} chat @param {boolean} on */
  typing(chat, on) {
    const now = Date.now();
    if (on ? now - this.#typingSaidAt >= TYPING_REPEAT_MS : this.#typingSaidAt > 0) {
      this.#typingSaidAt = on ? now : 0;
      this.#session.running?.connection.tell({ type: 'typing', chat, on });
    }
  }

  /** @param {string} chat @param {{seq: number, n: number}} entry the newest one that was seen */
  read(chat, entry) {
    this.#session.running?.positions.read(chat, entry);
  }

  /** @param {string} user @returns {Promise<string | undefined>} the chat */
  createDirect(user) {
    return this.#create({ type: 'create_chat', kind: 'direct', user });
  }

  /** @param {string} title @param {string[]} users @returns {Promise<string | undefined>} the chat */
  createGroup(title, users) {
    return this.#create({ type: 'create_chat', kind: 'group', title, users });
  }

  /** @param {string} chat @param {string[]} users */
  addMembers(chat, users) {
    return this.#try(this.#change({ type: 'add_members', chat, users }));
  }

  /** @param {string} chat @param {string} user */
  removeMember(chat, user) {
    return this.#try(this.#change({ type: 'remove_member', chat, user }));
  }

  /** @param {string} chat */
  leave(chat) {
    return this.#try(this.#change({ type: 'leave', chat }));
  }

  /** @param {string} chat @param {string} title */
  rename(chat, title) {
    return this.#try(this.#change({ type: 'rename', chat, title }));
  }

  /** @param {string} query @returns {Promise<import('parley-client').Person[]>} */
  async search(query) {
    const found = await this.#try(this.#api.search(query.trim().toLowerCase()));
    this.#store.putPeople(found ?? []);
    return (found ?? []).filter((person) => person.user !== this.#store.me?.user);
  }

  /** @returns {Promise<import('parley-client').Device[]>} */
  async devices() {
    return (await this.#try(this.#api.devices())) ?? [];
  }

  /** @param {string} device */
  revoke(device) {
    return this.#try(this.#api.revoke(device));
  }

  /** Tries the connection now, or takes it back from another window. */
  reconnect() {
    const connection = this.#session.running?.connection;
    return connection?.state === 'stopped' ? connection.start() : connection?.nudge();
  }

  /** Somebody looks at the page again, or the network came or went: time to find out how the connection is. */
  wake() {
    this.#session.running?.connection.nudge();
  }

  dismissNotice() {
    this.#store.set({ notice: '' });
  }

  /** @param {Frame} frame */
  async #create(frame) {
    const reply = await this.#try(this.#change(frame));
    if (!reply) {
      return undefined;
    }
    const chat = reply.chat;
    this.#store.putChat({ ...chat, activity: 0 });
    const activity = this.#store.chats.get(chat.chat)?.activity || Date.now();
    this.#store.patchChat(chat.chat, { activity });
    this.#session.running?.people.need([chat.peer]);
    return chat.chat;
  }

  /** Asks for a change under a key of its own, as often as it takes to know the outcome. @param {Frame} frame */
  async #change(frame) {
    const key = newKey();
    for (let attempt = 1; ; attempt++) {
      try {
        const connection = this.#session.running?.connection;
        return await (connection?.request({ ...frame, key }) ?? Promise.reject(unanswered()));
      } catch (error) {
        if (!(error instanceof Refusal && error.retryable) || attempt === ATTEMPTS) {
          throw error;
        }
        await new Promise((resolve) => window.setTimeout(resolve, error.retryAfterMs ?? RETRY_MS * attempt));
      }
    }
  }

  /** @template T @param {Promise<T>} work @returns {Promise<T | undefined>} undefined when it failed, and the person was told */
  async #try(work) {
    try {
      return await work;
    } catch (error) {
      this.#store.set({ notice: inWords(error) });
      return undefined;
    }
  }
}
