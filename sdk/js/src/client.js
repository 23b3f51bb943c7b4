// @ts-check
/** @import {Credentials} from './credentials.js' */
/** @import {Storage} from './storage/memory.js' */
/** @import {Chat, Entry, Frame, Me} from './types.js' */
import { Api } from './api.js';
import { Changes } from './changes.js';
import { Connection } from './connection.js';
import { Conversation } from './conversation.js';
import { Refusal } from './errors.js';
import { Http } from './http.js';
import { DOCUMENTED } from './limits.js';
import { Outbox } from './outbox.js';
import { memoryStorage } from './storage/memory.js';
import { Pages } from './pages.js';
import { People } from './people.js';
import { Positions } from './positions.js';
import { Renewal } from './renewal.js';
import { Replica } from './replica.js';
import { Sender } from './sender.js';
import { Store, inOrder } from './store.js';
import { Watch } from './watch.js';

/**
 * @typedef {object} Parts
 * @property {Http} http
 * @property {Credentials} credentials
 * @property {Store} store
 * @property {import('./clock.js').Clock} clock
 * @property {(address: string) => WebSocket} open
 * @property {(reason: string) => void} ended
 */

/** Somebody who is signed in, from {@link connect} to {@link Client.close}: puts the parts together, and ends them. */
export class Client {
  /** What is known. Subscribe to it to be told that something is different. @type {Store} */
  store;
  /** The HTTP API. @type {Api} */
  api;
  /** Until it begins, nothing is kept. @internal */
  outbox = new Outbox('', memoryStorage(), () => {});
  /** Saves what is known, where that is wanted. @internal @type {import('./snapshot.js').Keeper | undefined} */
  keeper;
  /** Whether it was closed. */
  closed = false;
  #parts;
  /** @type {Connection} */
  #connection;
  #people;
  #positions;
  #watch;
  #pages;
  /** @type {Replica} */
  #replica;
  #renewal;
  #changes;
  /** @type {Sender | undefined} */
  #sender;
  #socketUrl = '';
  /** The token with which the last connection began. @type {string | undefined} */
  #shown;
  /** @type {Map<string, Conversation>} */
  #conversations = new Map();

  /** @param {Parts} parts */
  constructor(parts) {
    const { http, credentials, store, clock, open } = parts;
    this.#parts = parts;
    this.store = store;
    this.api = new Api(http, credentials);
    this.#renewal = new Renewal({ renew: () => this.api.renew(), renewed: () => this.#handIn(), clock });
    http.onExpiry = (ms) => {
      credentials.lasts(ms);
      this.#renewal.lasts(ms);
    };
    this.#connection = new Connection({
      address: () => this.configure(),
      hello: () => ({ ...this.#replica.hello(), token: (this.#shown = credentials.token()) }),
      signedIn: (expired) => this.#signedIn(expired),
      listener: (event, frame) => this.#heard(event, frame),
      open,
      clock,
    });
    const connection = this.#connection;
    const entries = (/** @type {string} */ chat, /** @type {Entry[]} */ list) => this.#replica.entries(chat, list);
    this.#changes = new Changes(connection, clock);
    this.#people = new People(this.api, store, clock);
    this.#positions = new Positions(connection, store, clock);
    this.#watch = new Watch(connection, store, clock);
    this.#pages = new Pages({ store, connection, people: this.#people, entries, clock,
      membersRead: () => this.#watch.look() });
    this.#replica = new Replica({ store, connection, people: this.#people, positions: this.#positions, pages: this.#pages,
      watch: this.#watch, settle: (chat, entry) => this.outbox.settle(chat, entry) });
  }

  /** Begins. @internal @param {Me} me @param {Storage | Promise<Storage>} storage */
  async start(me, storage) {
    const { store, clock } = this.#parts;
    store.set({ me });
    store.putPeople([me]);
    this.outbox = await Outbox.open(me.user, storage, (unsent) => {
      store.set({ unsent });
      this.#sender?.kick();
    });
    const acked = (/** @type {string} */ chat, /** @type {Entry} */ entry) => this.#replica.entries(chat, [entry]);
    this.#sender = new Sender({ store, outbox: this.outbox, connection: this.#connection, acked, clock });
    this.#connection.start();
  }

  /** Whom it is signed in as. */
  get me() {
    return this.store.me;
  }

  /** The list, the most recently active first. @returns {Chat[]} */
  get chats() {
    return inOrder([...this.store.chats.values()]);
  }

  /** @param {() => void} listener told, once per turn, that something is different @returns {() => void} ends the subscription */
  subscribe(listener) {
    return this.store.subscribe(listener);
  }

  /** @param {string} id @returns {Conversation} what one can do in a chat, and what is known of it */
  chat(id) {
    const { store, clock } = this.#parts;
    const known = this.#conversations.get(id) ?? new Conversation(id, { store, clock, outbox: this.outbox, pages: this.#pages,
      positions: this.#positions, connection: this.#connection, changes: this.#changes });
    this.#conversations.set(id, known);
    return known;
  }

  /** Which chat is on the screen: its end, receipts, members and who is online are kept up to date. @param {string | undefined} chat */
  show(chat) {
    const before = this.store.openChat;
    if (before && before !== chat) {
      this.store.logs.get(before)?.trim();
    }
    this.store.set({ openChat: chat });
    if (chat) {
      this.#pages.open(chat);
    }
    this.#watch.look();
  }

  /** Whose presence is wanted, beside the people of the chats. @param {string[]} users */
  watch(users) {
    this.#watch.also(users);
  }

  /** Changes how one is called. @param {string} displayName empty to be called by one's name; fails with a Refusal */
  async rename(displayName) {
    this.store.putPeople([await this.api.rename(displayName)]);
  }

  /** @param {string} user @returns {Promise<Conversation>} the one direct chat with somebody; fails with a Refusal */
  createDirect(user) {
    return this.#create({ type: 'create_chat', kind: 'direct', user });
  }

  /** @param {string} title @param {string[]} users @returns {Promise<Conversation>} fails with a Refusal */
  createGroup(title, users) {
    return this.#create({ type: 'create_chat', kind: 'group', title, users });
  }

  /** The network came or went, or somebody looks again: time to find out how the connection is. */
  wake() {
    this.#connection.nudge();
  }

  /** Tries the connection now, or takes it back from another place. */
  reconnect() {
    return this.#connection.state === 'stopped' ? this.#connection.start() : this.#connection.nudge();
  }

  /** Logs this device out and forgets what was not sent. */
  async signOut() {
    await this.api.logOut();
    await this.outbox.removeAll();
    this.close();
  }

  /** Ends the connection; what was not sent is kept for the next time. */
  close() {
    this.#parts.http.onExpiry = () => {};
    this.closed = true;
    this.keeper?.stop();
    this.#renewal.stop();
    this.#connection.stop(this.#connection.reason);
    this.outbox.close();
  }

  /** @param {'state' | 'welcome' | 'synced' | 'push'} event @param {Frame} [frame] */
  #heard(event, frame) {
    if (event === 'state') {
      this.#connectionChanged();
    } else {
      this.#replica[event](/** @type {any} */ (frame));
    }
    if (event === 'synced') {
      this.#sender?.kick();
    }
  }

  #connectionChanged() {
    const { store, clock, ended } = this.#parts;
    const { state, reason, nextAttemptAt } = this.#connection;
    const before = store.connection;
    const since = (before.state === 'online') === (state === 'online') ? before.since : clock.now();
    store.set({ connection: { state, reason, nextAttemptAt, since } });
    if (state === 'stopped' && reason && before.state !== 'stopped') {
      if (reason !== 'replaced') {
        this.#renewal.stop();
      }
      ended(reason);
    }
  }

  /** Where the socket is, and what it takes; what was learned once is good enough while the configuration is out of reach. @internal */
  async configure() {
    const config = await this.api.config().catch(() => undefined);
    if (config) {
      this.#socketUrl = config.socketUrl;
      this.store.set({ limits: { ...DOCUMENTED, ...config.limits } });
    }
    return this.#socketUrl;
  }

  /** @param {boolean} expired */
  async #signedIn(expired) {
    try {
      return expired ? await this.api.renewed(this.#shown) : Boolean(await this.api.me());
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unauthenticated') {
        return false;
      }
      throw error;
    }
  }

  /** A fresh token goes to the server on the live connection; a cookie goes there with a new one only. */
  async #handIn() {
    const token = this.#parts.credentials.token();
    try {
      if (token && this.#connection.live) {
        await this.#connection.request({ type: 'token', token });
        this.#shown = token;
      } else {
        this.#connection.reopen();
      }
    } catch {
      this.#connection.reopen();
    }
  }

  /** @param {Frame} frame */
  async #create(frame) {
    const { chat } = await this.#changes.ask(frame);
    const { store, clock } = this.#parts;
    store.putChat({ ...chat, activity: 0 });
    store.patchChat(chat.chat, { activity: store.chats.get(chat.chat)?.activity || clock.now() });
    this.#people.need([chat.peer]);
    return this.chat(chat.chat);
  }
}
