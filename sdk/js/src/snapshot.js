// @ts-check
/** @import {Clock} from './clock.js' */
/** @import {Store} from './store.js' */
/** @import {Chat, Entry, Me, Member, Person, Receipt} from './types.js' */

const SAVE_MS = 3_000;
const CHATS_MAX = 1_000;
const PEOPLE_MAX = 2_000;
const LOGS_MAX = 30;
const ENTRIES_MAX = 50;
const MEMBERS_MAX = 100;

/**
 * What a client knew, for its next start.
 *
 * @typedef {{chat: string, entries: Entry[], receipts: [string, Receipt][], members?: Member[]}} KeptLog
 * @typedef {{me: Me, listed: boolean, history?: string, chats: Chat[], people: Person[], logs: KeptLog[]}} Snapshot
 */

/**
 * Keeps one snapshot of what a client knew, for its next start. It may forget it at any time: everything in it can be asked for again.
 *
 * @typedef {object} Cache
 * @property {() => Promise<Snapshot | undefined>} load what was saved last
 * @property {(snapshot: Snapshot) => Promise<void>} save instead of the one before
 * @property {() => Promise<void>} clear forgets it, for instance when somebody signs out
 */

/** @param {Store} store @returns {Snapshot | undefined} the most recent of what is known; nothing before it is known who this is */
export function snapshotOf(store) {
  const { me } = store;
  if (!me) {
    return undefined;
  }
  const chats = [...store.chats.values()].sort((one, other) => (other.activity ?? 0) - (one.activity ?? 0));
  const logs = [...store.logs].filter(([, log]) => log.loaded && log.attached).slice(-LOGS_MAX);
  return {
    me,
    listed: store.listed && chats.length <= CHATS_MAX,
    history: store.history,
    chats: chats.slice(0, CHATS_MAX),
    people: [...store.people.values()].slice(-PEOPLE_MAX),
    logs: logs.map(([chat, log]) => ({
      chat,
      entries: log.entries.slice(-ENTRIES_MAX),
      receipts: [...(store.receipts.get(chat) ?? [])],
      members: (store.members.get(chat)?.length ?? 0) <= MEMBERS_MAX ? store.members.get(chat) : undefined,
    })),
  };
}

/** @param {Store} store one that knows nothing @param {Snapshot} snapshot */
export function restore(store, { me, listed, history, chats, people, logs }) {
  store.set({ me, listed });
  store.history = history;
  chats.forEach((chat) => store.chats.set(chat.chat, chat));
  store.putPeople(people);
  for (const { chat, entries, receipts, members } of logs) {
    if (entries.length > 0) {
      store.useLog(chat).start(entries);
      store.receipts.set(chat, new Map(receipts));
      members && store.members.set(chat, members);
    }
  }
}

/** Saves what is known whenever it has changed, at most every few seconds. */
export class Keeper {
  #store;
  #cache;
  #clock;
  /** @type {any} */
  #timer;
  #unsubscribe;

  /** @param {Store} store @param {Cache} cache @param {Clock} clock */
  constructor(store, cache, clock) {
    this.#store = store;
    this.#cache = cache;
    this.#clock = clock;
    this.#unsubscribe = store.subscribe(() => (this.#timer ??= clock.later(() => this.save(), SAVE_MS)));
  }

  /** What fails here is there again when the server is. */
  async save() {
    this.#clock.cancel(this.#timer);
    this.#timer = undefined;
    const snapshot = snapshotOf(this.#store);
    if (snapshot) {
      await this.#cache.save(snapshot).catch(() => {});
    }
  }

  stop() {
    this.#unsubscribe();
    this.#clock.cancel(this.#timer);
  }
}
