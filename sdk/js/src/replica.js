// @ts-check
/** @import {Connection} from './connection.js' */
/** @import {People} from './people.js' */
/** @import {Positions} from './positions.js' */
/** @import {Store} from './store.js' */
/** @import {Chat, Entry, Frame} from './types.js' */
import { listDigest } from './digest.js';
import { changesMembers, foldIntoChat, peopleIn } from './fold.js';
import { inOrder, unreadOf } from './store.js';

/** For how many unread chats of a list the arrival is confirmed; more would look like a flood. */
const DELIVERED_MAX = 50;
/** So many chats that are behind are asked for one by one; for more, the list is asked for. */
const SINGLY_MAX = 5;

/**
 * Keeps this client's copy of the chats in step with the server: takes in what is pushed, notices what is missing, and
 * asks for it. What it has is in the store.
 */
export class Replica {
  #parts;
  /** @type {{buckets: number[], named: Set<string>} | undefined} the list that is being read */
  #listing;
  /** Whether the list is to be asked for once more when it was read. */
  #listAgain = false;

  /**
   * @param {object} parts
   * @param {Store} parts.store
   * @param {Connection} parts.connection
   * @param {(chat: string, entry: Entry) => void} parts.settle told of each message of one's own that the server has
   * @param {People} parts.people
   * @param {Positions} parts.positions
   * @param {import('./pages.js').Pages} parts.pages
   * @param {import('./watch.js').Watch} parts.watch
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @returns {object} what this client has, for the first frame of a connection */
  hello() {
    const { store } = this.#parts;
    const open = [...store.logs].filter(([, log]) => log.loaded && log.attached).slice(-store.limits.openChats);
    const chats = open.map(([chat, log]) => ({ chat, seq: log.last }));
    return store.listed ? { chats, digest: listDigest(store.chats.values()) } : { chats };
  }

  /** @param {Frame} welcome */
  welcome(welcome) {
    const { store, connection } = this.#parts;
    const before = store.history;
    store.history = welcome.history;
    if (before !== undefined && before !== welcome.history) {
      // The server was restored from a backup: what this client has may not be there, or something else stands in its place.
      store.forgetChats();
      return connection.reopen();
    }
    for (const open of welcome.open ?? []) {
      if (open.continuity !== 'proven') {
        store.logs.get(open.chat)?.reset();
      }
      if (open.continuity === 'reset') {
        store.chats.delete(open.chat);
      }
    }
    this.#listing = { buckets: welcome.buckets ?? [], named: new Set() };
    this.#listAgain = false;
  }

  /** The list is complete: whatever else is behind is asked for now. */
  synced() {
    const { store, positions, watch, pages, people } = this.#parts;
    if (this.#listing) {
      store.keepOnly(this.#listing.buckets, this.#listing.named);
      this.#listing = undefined;
    }
    store.set({ listed: true });
    positions.reconnected();
    watch.again();
    for (const [chat, log] of [...store.logs]) {
      if (!log.loaded) {
        pages.load(chat);
      } else if (log.attached && (log.hasGap || log.last < (store.chats.get(chat)?.seq ?? 0))) {
        pages.catchUp(chat);
      }
    }
    if (store.openChat) {
      pages.open(store.openChat);
    }
    const recent = inOrder([...store.chats.values()]);
    people.freshen(recent.map((chat) => chat.peer), Infinity);
    const unread = recent.filter((chat) => unreadOf(chat) > 0);
    unread.slice(0, DELIVERED_MAX).forEach((chat) => positions.delivered(chat.chat, chat.seq));
    if (this.#listAgain) {
      this.#relist();
    }
  }

  /** @param {Frame} frame something pushed */
  push(frame) {
    const { store } = this.#parts;
    switch (frame.type) {
      case 'list':
        return this.#list(frame.chats);
      case 'entries':
        return this.entries(frame.chat, frame.entries);
      case 'receipt':
        return store.putReceipt(frame.chat, frame.user, { delivered: frame.delivered, read: frame.read });
      case 'position':
        return store.putRead(frame.chat, frame.read);
      case 'typing':
        return store.putTyping(frame.chat, frame.user, frame.on);
      case 'presence':
        return store.putPresence(frame.users);
      case 'profile':
        return store.people.has(frame.user) && store.putPeople([/** @type {any} */ (frame)]);
      case 'heartbeat':
        return frame.positions && this.#compare(frame.positions);
      case 'resync':
        return this.#resync();
    }
  }

  /**
   * Entries of a chat, from wherever: pushed, asked for, or acknowledged.
   *
   * @param {string} chat
   * @param {Entry[]} entries ascending
   */
  entries(chat, entries) {
    const { store, pages, people, watch } = this.#parts;
    const me = store.me?.user ?? '';
    const log = store.logs.get(chat);
    // A chat that is newer than the list that is being read may not be named there.
    this.#listing?.named.add(chat);
    log?.append(entries);
    this.#row(chat, entries);
    for (const { by, seq } of entries) {
      if (by && by !== me) {
        store.typing.get(chat)?.delete(by);
        // Whoever writes has read up to there; no receipt says so.
        store.putReceipt(chat, by, { read: seq });
      }
    }
    this.#settle(chat, entries, me);
    people.need(peopleIn(entries));
    if (log?.loaded && log.hasGap) {
      pages.catchUp(chat);
    }
    if (changesMembers(entries) && store.members.has(chat)) {
      pages.members(chat);
      watch.look();
    }
    store.changed();
  }

  /** Brings the list's row up to date; if something lies between, the server is asked. @param {string} chat @param {Entry[]} entries */
  #row(chat, entries) {
    const { store, pages } = this.#parts;
    const row = store.chats.get(chat);
    const newer = row ? entries.filter((entry) => entry.seq > row.seq) : [];
    if (row && newer.length > 0) {
      store.chats.set(chat, foldIntoChat(row, newer, store.me?.user ?? ''));
    }
    if (!row || (newer.length > 0 && newer[0].seq > row.seq + 1)) {
      pages.chat(chat, Math.max(...entries.map((entry) => entry.at)));
    }
  }

  /** @param {string} chat @param {Entry[]} entries @param {string} me */
  #settle(chat, entries, me) {
    const { settle, positions } = this.#parts;
    const mine = entries.filter((entry) => entry.by === me && entry.key);
    mine.forEach((entry) => settle(chat, entry));
    const newest = entries.findLast((entry) => entry.by !== me);
    if (newest) {
      positions.delivered(chat, newest.seq);
    }
  }

  /** @param {Chat[]} chats */
  #list(chats) {
    const { store, people, watch } = this.#parts;
    for (const chat of chats) {
      this.#listing?.named.add(chat.chat);
      store.putChat(chat);
    }
    people.need(chats.flatMap((chat) => [chat.peer, chat.last?.by]));
    watch.look();
  }

  /**
   * Pushes may have been missed: entries, one's own positions, who is online, and the receipts of what is on the screen.
   *
   * @param {{chat: string, seq: number, n: number, read?: import('./types.js').Position}[]} positions where the chats are by now
   */
  #compare(positions) {
    const { store, pages, watch } = this.#parts;
    for (const { chat, seq, read } of positions) {
      if (read) {
        store.putRead(chat, read);
      }
      if (chat === store.openChat) {
        pages.receipts(chat);
      }
      const log = store.logs.get(chat);
      if (log?.loaded && log.attached && log.last < seq) {
        pages.catchUp(chat);
      }
    }
    const behind = positions.filter(({ chat, seq }) => seq > (store.chats.get(chat)?.seq ?? 0));
    if (behind.length > SINGLY_MAX) {
      this.#relist();
    } else {
      behind.forEach(({ chat }) => pages.chat(chat));
    }
    watch.again();
  }

  /** Pushes were dropped. From `resynced` on nothing more is; whatever was missed until then is read after it. */
  async #resync() {
    const { store, connection, pages } = this.#parts;
    try {
      await connection.request({ type: 'resynced' });
    } catch {
      connection.reopen();
      return;
    }
    this.#relist();
    [...store.logs].filter(([, log]) => log.loaded && log.attached).forEach(([chat]) => pages.catchUp(chat));
  }

  /** The list once more, as far as it differs; what is behind by it is asked for when it is complete. */
  async #relist() {
    const { store, connection, pages } = this.#parts;
    this.#listAgain = this.#listing !== undefined;
    if (this.#listAgain) {
      return;
    }
    const listing = { buckets: /** @type {number[]} */ ([]), named: new Set() };
    this.#listing = listing;
    try {
      listing.buckets = await pages.list(listDigest(store.chats.values()));
    } catch {
      if (this.#listing === listing) {
        this.#listing = undefined;
        connection.reopen();
      }
    }
  }
}
