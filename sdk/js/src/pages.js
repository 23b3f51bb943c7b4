// @ts-check
/** @import {Connection} from './connection.js' */
/** @import {People} from './people.js' */
/** @import {Store} from './store.js' */
/** @import {Entry, Frame, Member} from './types.js' */
import { pause, systemClock } from './clock.js';
import { Refusal } from './errors.js';
import { peopleIn } from './fold.js';

/** Entries of a page that somebody looks at; less where the server gives less. */
const PAGE = 50;
const RETRIES = 5;
const RETRY_MS = 500;
const RECEIPTS_MEMBERS_MAX = 100;

/** Asks the server for what is missing: pages of history, single chats, members, receipts. Each thing once at a time. */
export class Pages {
  #store;
  #connection;
  #people;
  #entries;
  #membersRead;
  #clock;
  /** @type {Map<string, Promise<any>>} what is being asked for */
  #underway = new Map();

  /**
   * @param {object} parts
   * @param {Store} parts.store
   * @param {Connection} parts.connection
   * @param {People} parts.people
   * @param {(chat: string, entries: Entry[]) => void} parts.entries takes in what was missing
   * @param {() => void} [parts.membersRead] told when the members of a chat are known
   * @param {import('./clock.js').Clock} [parts.clock]
   */
  constructor({ store, connection, people, entries, membersRead = () => {}, clock = systemClock }) {
    this.#store = store;
    this.#connection = connection;
    this.#people = people;
    this.#entries = entries;
    this.#membersRead = membersRead;
    this.#clock = clock;
  }

  get #pageSize() {
    return Math.min(PAGE, this.#store.limits.pageEntries);
  }

  /** The newest page of a chat, unless it is there already. @param {string} chat */
  async load(chat) {
    const log = this.#store.useLog(chat);
    if (!log.loaded) {
      await this.#once(`open ${chat}`, async () => {
        const page = await this.#ask({ type: 'history', chat, limit: this.#pageSize });
        log.start(page.entries);
        this.#entries(chat, page.entries);
      });
    }
  }

  /** Whatever it takes to show a chat. @param {string} chat */
  async open(chat) {
    await this.load(chat);
    this.receipts(chat);
    const row = this.#store.chats.get(chat);
    this.#people.freshen([this.#store.me?.user, row?.peer, ...peopleIn(this.#store.useLog(chat).entries)]);
    if (row?.kind === 'group' && !row.leftSeq) {
      this.members(chat);
    }
  }

  /** The page before the oldest entry. @param {string} chat */
  older(chat) {
    return this.#once(`older ${chat}`, async () => {
      const log = this.#store.useLog(chat);
      if (log.loaded && !log.reachesStart) {
        const page = await this.#ask({ type: 'history', chat, before: log.first, limit: this.#pageSize });
        log.prepend(page.entries);
        this.#people.need(peopleIn(page.entries));
        this.#store.changed();
      }
    });
  }

  /** The page after the newest entry of a log that has let go of the end. @param {string} chat */
  newer(chat) {
    return this.#once(`newer ${chat}`, async () => {
      const log = this.#store.useLog(chat);
      if (log.loaded && !log.attached) {
        const page = await this.#ask({ type: 'history', chat, after: log.last, limit: this.#pageSize });
        log.extend(page.entries, page.end);
        this.#taken(chat, log, page);
      }
    });
  }

  /** The end of a chat, when the log has let go of it. @param {string} chat */
  latest(chat) {
    return this.#once(`latest ${chat}`, async () => {
      const log = this.#store.useLog(chat);
      if (log.loaded && !log.attached) {
        const page = await this.#ask({ type: 'history', chat, limit: this.#pageSize });
        log.start(page.entries);
        this.#taken(chat, log, page);
      }
    });
  }

  /** A page about some seq, instead of what there is, unless it is there. @param {string} chat @param {number} seq */
  around(chat, seq) {
    return this.#once(`around ${chat}`, async () => {
      await this.load(chat);
      const log = this.#store.useLog(chat);
      if (!log.loaded || seq < log.first || seq > log.last) {
        const limit = this.#pageSize;
        const page = await this.#ask({ type: 'history', chat, after: Math.max(0, seq - 1 - Math.floor(limit / 2)), limit });
        log.startWithin(page.entries, page.end);
        this.#taken(chat, log, page);
      }
    });
  }

  /** Everything after the newest entry. @param {string} chat */
  catchUp(chat) {
    return this.#once(`sync ${chat}`, async () => {
      const log = this.#store.logs.get(chat);
      for (let end = false; log?.loaded && log.attached && !end; ) {
        const page = await this.#ask({ type: 'sync', chat, after: log.last });
        this.#entries(chat, page.entries);
        end = page.entries.length === 0 || (page.end && !log.hasGap);
      }
    });
  }

  /**
   * What was pushed while the page was on its way is asked for when the log is at the end again.
   *
   * @param {string} chat
   * @param {import('./log.js').ChatLog} log
   * @param {Frame} page
   */
  #taken(chat, log, page) {
    this.#people.need(peopleIn(page.entries));
    this.#store.changed();
    if (log.attached) {
      this.catchUp(chat);
    }
  }

  /** A page of what comes after some seq, which is not kept. @param {string} chat @param {number} after @returns {Promise<Entry[]>} */
  async after(chat, after) {
    try {
      return (await this.#ask({ type: 'history', chat, after, limit: this.#store.limits.pageEntries })).entries;
    } catch {
      return [];
    }
  }

  /** Asks for the list where it differs. @param {string[]} digest @returns {Promise<number[]>} the buckets that come next; fails */
  async list(digest) {
    const listed = await this.#ask({ type: 'list', digest });
    return listed.buckets;
  }

  /** The chat as the server has it. @param {string} chat @param {number} [activity] when something happened there */
  chat(chat, activity) {
    return this.#latest(`chat ${chat}`, async () => {
      const reply = await this.#ask({ type: 'get_chat', chat });
      this.#store.putChat(reply.chat);
      this.#store.patchChat(chat, { activity: Math.max(activity ?? 0, this.#store.chats.get(chat)?.activity ?? 0) });
      this.#people.need([reply.chat.peer, reply.chat.last?.by]);
    });
  }

  /** @param {string} chat */
  members(chat) {
    return this.#latest(`members ${chat}`, async () => {
      /** @type {Member[]} */
      const members = [];
      for (let after = undefined, more = true; more; ) {
        const page = await this.#ask({ type: 'members', chat, limit: this.#store.limits.pageEntries, ...(after ? { after } : {}) });
        members.push(...page.members);
        after = page.next;
        more = after !== undefined && page.members.length > 0;
      }
      this.#store.members.set(chat, members);
      this.#people.need(members.map((member) => member.user));
      this.#people.freshen(members.map((member) => member.user));
      this.#store.changed();
      this.#membersRead();
    });
  }

  /** How far the others are, in chats that are told. @param {string} chat */
  receipts(chat) {
    const row = this.#store.chats.get(chat);
    if (!row || row.memberCount > RECEIPTS_MEMBERS_MAX || row.leftSeq) {
      return Promise.resolve();
    }
    return this.#once(`receipts ${chat}`, async () => {
      const reply = await this.#ask({ type: 'receipts', chat });
      for (const receipt of reply.receipts) {
        this.#store.putReceipt(chat, receipt.user, receipt);
      }
    });
  }

  /**
   * Failing is no drama: the next connection, push or visit asks again.
   *
   * @param {string} what
   * @param {() => Promise<void>} work
   */
  #once(what, work) {
    const running = this.#underway.get(what);
    const started = running ?? work().catch(() => {}).finally(() => this.#underway.delete(what));
    this.#underway.set(what, started);
    return started;
  }

  /**
   * Like {@link Pages.#once}, for what may have changed since it was asked for: then it is asked for once more.
   *
   * @param {string} what
   * @param {() => Promise<void>} work
   */
  #latest(what, work) {
    const running = this.#underway.get(what);
    return running ? this.#once(`${what} again`, () => running.then(() => this.#once(what, work))) : this.#once(what, work);
  }

  /** @param {Frame} frame @returns {Promise<Frame>} */
  async #ask(frame) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#connection.request(frame);
      } catch (error) {
        const again = error instanceof Refusal && error.retryable && attempt < RETRIES && this.#connection.state === 'online';
        if (!again) {
          throw error;
        }
        await pause(this.#clock, error.retryAfterMs ?? RETRY_MS * attempt);
      }
    }
  }
}
