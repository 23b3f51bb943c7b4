// @ts-check
/** @import {Chat, ConnectionState, Entry, Me, Member, Person, Position, Presence, Receipt, Unsent} from './types.js' */
import { systemClock } from './clock.js';
import { bucketOf } from './digest.js';
import { DOCUMENTED } from './limits.js';
import { ChatLog } from './log.js';

const LOGS_MAX = 50;
const TYPING_MS = 8_000;

/**
 * What this client knows, and the one place that changes it. Whoever subscribes is told, once per turn, that something is
 * different. Knows neither sockets nor pages.
 */
export class Store {
  /** Whom the client is signed in as. @type {Me | undefined} */
  me;
  /** How the connection is going, and since when it is like that. @type {{state: ConnectionState, reason: string, nextAttemptAt: number, since: number}} */
  connection = { state: 'connecting', reason: '', nextAttemptAt: 0, since: 0 };
  /** Whether the whole list was read at least once. */
  listed = false;
  /** The name of all that was ever said there, as the server told it last. @type {string | undefined} */
  history;
  /** The list, by chat. @type {Map<string, Chat>} */
  chats = new Map();
  /** The logs that were opened, by chat, the least recently used first. @type {Map<string, ChatLog>} */
  logs = new Map();
  /** How far others are, by chat, then by user. @type {Map<string, Map<string, Receipt>>} */
  receipts = new Map();
  /** Who is in the groups that were shown, by chat. @type {Map<string, Member[]>} */
  members = new Map();
  /** By chat and user: until when they are thought to type. @type {Map<string, Map<string, number>>} */
  typing = new Map();
  /** Who is there, by user. @type {Map<string, Presence>} */
  presence = new Map();
  /** What is known of people, by user. @type {Map<string, Person>} */
  people = new Map();
  /** How often somebody was called otherwise than before, or for the first time. */
  peopleVersion = 0;
  /** Messages without an ack, in the order in which they were written. @type {Unsent[]} */
  unsent = [];
  /** The chat on the screen. @type {string | undefined} */
  openChat;
  /** What the server takes. @type {Readonly<import('./limits.js').Limits>} */
  limits = DOCUMENTED;
  /** How many entries of a chat are kept while one reads back in it. */
  entriesMax = Infinity;

  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** @type {Promise<void> | undefined} */
  #next;
  #scheduled = false;
  #clock;

  constructor(clock = systemClock) {
    this.#clock = clock;
    this.connection.since = clock.now();
  }

  /** @param {() => void} listener told, once per turn, that something is different @returns {() => void} ends the subscription */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @returns {Promise<void>} done when something is different */
  next() {
    this.#next ??= new Promise((resolve) => {
      const done = this.subscribe(() => {
        done();
        this.#next = undefined;
        resolve();
      });
    });
    return this.#next;
  }

  /** Something is different. */
  changed() {
    if (!this.#scheduled) {
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        this.#listeners.forEach((listener) => listener());
      });
    }
  }

  /** @internal @param {Partial<Pick<Store, 'me' | 'connection' | 'listed' | 'unsent' | 'openChat' | 'limits'>>} values */
  set(values) {
    Object.assign(this, values);
    this.changed();
  }

  /** Forgets all that the server has told of chats; what was not sent stays. @internal */
  forgetChats() {
    this.logs.forEach((log) => log.reset());
    this.chats.clear();
    this.receipts.clear();
    this.members.clear();
    this.set({ listed: false });
  }

  /** Forgets everything that belongs to a user. */
  clear() {
    const fresh = new Store();
    Object.assign(this, {
      me: undefined, listed: false, chats: fresh.chats, logs: fresh.logs, receipts: fresh.receipts, members: fresh.members,
      typing: fresh.typing, presence: fresh.presence, people: fresh.people, unsent: [], openChat: undefined,
    });
    this.changed();
  }

  /**
   * A chat as the server tells it. What was heard of it since, from newer entries, stays.
   *
   * @internal
   * @param {Chat} told
   */
  putChat(told) {
    const known = this.chats.get(told.chat);
    const chat = known && known.seq > told.seq ? known : told;
    const read = known && known.read.seq > told.read.seq ? known.read : told.read;
    const activity = Math.max(known?.activity ?? 0, told.last?.at ?? 0);
    this.chats.set(told.chat, { ...chat, read, activity });
    this.changed();
  }

  /** @internal @param {string} id @param {Partial<Chat>} values */
  patchChat(id, values) {
    const chat = this.chats.get(id);
    if (chat) {
      this.chats.set(id, { ...chat, ...values });
      this.changed();
    }
  }

  /** Drops the chats of some buckets that the server did not name again. @internal @param {number[]} buckets @param {Set<string>} named */
  keepOnly(buckets, named) {
    for (const id of [...this.chats.keys()]) {
      if (!named.has(id) && buckets.includes(bucketOf(id))) {
        this.forgetChat(id);
      }
    }
  }

  /** @internal @param {string} id */
  forgetChat(id) {
    this.chats.delete(id);
    this.logs.delete(id);
    this.changed();
  }

  /** @internal @param {string} id @returns {ChatLog} the log, made when missing; the least recently used one goes when there are many */
  useLog(id) {
    const log = this.logs.get(id) ?? new ChatLog(this.entriesMax);
    this.logs.delete(id);
    this.logs.set(id, log);
    for (const old of this.logs.keys()) {
      if (this.logs.size > LOGS_MAX && old !== this.openChat) {
        this.logs.delete(old);
      }
    }
    return log;
  }

  /** @internal @param {string} chat @param {string} user @param {Partial<Receipt>} told positions never go back */
  putReceipt(chat, user, told) {
    const ofChat = this.receipts.get(chat) ?? new Map();
    const known = ofChat.get(user) ?? { delivered: 0, read: 0 };
    const read = Math.max(known.read, told.read ?? 0);
    ofChat.set(user, { read, delivered: Math.max(known.delivered, told.delivered ?? 0, read) });
    this.receipts.set(chat, ofChat);
    this.changed();
  }

  /** @internal @param {string} chat @param {string} user @param {boolean} on */
  putTyping(chat, user, on) {
    const ofChat = this.typing.get(chat) ?? new Map();
    const until = this.#clock.now() + TYPING_MS;
    if (on) {
      ofChat.set(user, until);
      this.#clock.later(() => ofChat.get(user) === until && this.putTyping(chat, user, false), TYPING_MS);
    } else {
      ofChat.delete(user);
    }
    this.typing.set(chat, ofChat);
    this.changed();
  }

  /** @internal @param {string} chat @param {Position} read positions never go back */
  putRead(chat, read) {
    const known = this.chats.get(chat);
    if (known && read.seq > known.read.seq) {
      this.patchChat(chat, { read });
    }
  }

  /** @internal @param {Person[]} people oneself may be among them */
  putPeople(people) {
    for (const { user, name, displayName } of people) {
      const known = this.people.get(user);
      this.peopleVersion += known?.name === name && known?.displayName === displayName ? 0 : 1;
      this.people.set(user, { user, name, displayName });
      if (this.me?.user === user) {
        this.me = { ...this.me, name, displayName };
      }
    }
    this.changed();
  }

  /** @internal @param {({user: string} & Presence)[]} states */
  putPresence(states) {
    states.forEach(({ user, online, lastSeen }) => this.presence.set(user, { online, lastSeen }));
    this.changed();
  }

  /** @param {string | undefined} user @returns {string} how to call somebody; an ellipsis until the name is known */
  nameOf(user) {
    const person = user ? this.people.get(user) : undefined;
    return person?.displayName || person?.name || '…';
  }
}

/** How many messages one has not read; 0 for a chat that one is not in any more. @param {Chat} chat @returns {number} */
export function unreadOf(chat) {
  return chat.leftSeq ? 0 : Math.max(0, chat.n - chat.read.n);
}

/** @param {Chat[]} chats @returns {Chat[]} the most recently active first */
export function inOrder(chats) {
  return chats.sort((one, other) => (other.activity ?? 0) - (one.activity ?? 0) || (one.chat < other.chat ? -1 : 1));
}
