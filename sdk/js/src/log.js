// @ts-check
/** @import {Entry} from './types.js' */

const HELD_MAX = 500;
const KEPT_MAX = 1_000;

/**
 * What this client has of one chat: a stretch of entries without a hole, and beside it what arrived early, which is shown
 * only once the gap before it is filled. The stretch ends with the newest entry, unless a bounded log was read far back: then it lets
 * go of its end, and takes nothing in before it was read forward to the end again.
 */
export class ChatLog {
  /** Ascending, dense. @type {Entry[]} */
  entries = [];
  /** Whether a first page was read; until then pushes have nothing to join on to. */
  loaded = false;
  /** Whether the end of the chat is the end of this. */
  attached = true;
  /** Grows with each change, so that views know when to look again. */
  version = 0;
  /** @type {Map<number, Entry>} */
  #held = new Map();
  /** @type {Set<string>} keys of messages that are in the log */
  #keys = new Set();
  #most;

  /** @param {number} [most] how many entries there may be before reading back lets go of the newest */
  constructor(most = Infinity) {
    this.#most = most;
  }

  /** The newest seq without a gap before it, 0 for none. @returns {number} */
  get last() {
    return this.entries.at(-1)?.seq ?? 0;
  }

  /** The oldest seq, 0 for none. @returns {number} */
  get first() {
    return this.entries[0]?.seq ?? 0;
  }

  /** Whether it has the beginning of the chat. */
  get reachesStart() {
    return this.loaded && this.first <= 1;
  }

  /** Whether something arrived that does not join on yet. */
  get hasGap() {
    return this.#held.size > 0;
  }

  /** Whether a message is in it. @param {string} key */
  has(key) {
    return this.#keys.has(key);
  }

  /**
   * The newest page, instead of whatever was here.
   *
   * @internal
   * @param {Entry[]} page
   */
  start(page) {
    const early = [...this.#held.values()];
    this.reset();
    this.loaded = true;
    this.#push(page);
    this.append(early);
  }

  /**
   * A page from somewhere in the chat, instead of whatever was here.
   *
   * @internal
   * @param {Entry[]} page
   * @param {boolean} end whether the chat ends with it
   */
  startWithin(page, end) {
    if (end) {
      this.start(page);
    } else {
      this.reset();
      this.loaded = true;
      this.attached = false;
      this.#push(page);
    }
  }

  /**
   * Entries in ascending order: known ones are ignored, the next ones applied, later ones held until the gap is filled.
   *
   * @internal
   * @param {Entry[]} arrived
   * @returns {Entry[]} those that were new and are now part of the log
   */
  append(arrived) {
    const before = this.entries.length;
    if (!this.attached) {
      return [];
    }
    for (const entry of arrived) {
      if (!this.loaded || entry.seq > this.last + 1) {
        this.#hold(entry);
      } else if (entry.seq === this.last + 1) {
        this.#push([entry]);
      }
    }
    this.#release();
    return this.entries.slice(before);
  }

  /** @internal @param {Entry[]} page ascending, ending right before the oldest entry */
  prepend(page) {
    const older = page.filter((entry) => entry.seq < this.first);
    if (older.length > 0 && older[older.length - 1].seq === this.first - 1) {
      this.entries = [...older, ...this.entries];
      this.#note(older);
      this.attached &&= this.entries.length <= this.#most;
      this.#forget(this.entries.splice(Math.min(this.#most, this.entries.length)));
      if (!this.attached) {
        this.#held.clear();
      }
      this.version += 1;
    }
  }

  /**
   * The page after the newest entry of a log that has let go of the end.
   *
   * @internal
   * @param {Entry[]} page
   * @param {boolean} end whether the chat ends with it
   */
  extend(page, end) {
    const newer = page.filter((entry) => entry.seq > this.last);
    if (!this.attached && (newer.length === 0 || newer[0].seq === this.last + 1)) {
      this.#push(newer);
      this.#forget(this.entries.splice(0, Math.max(0, this.entries.length - this.#most)));
      this.attached = end;
    }
  }

  /** Forgets the oldest entries of a long log; they can be read again. @internal */
  trim() {
    const most = Math.min(this.#most, KEPT_MAX);
    if (this.attached && this.entries.length > most) {
      this.#forget(this.entries.splice(0, this.entries.length - Math.floor(most / 2)));
      this.version += 1;
    }
  }

  /** Forgets everything. @internal */
  reset() {
    this.entries = [];
    this.loaded = false;
    this.attached = true;
    this.#held.clear();
    this.#keys.clear();
    this.version += 1;
  }

  /** @param {Entry[]} entries */
  #push(entries) {
    this.entries.push(...entries);
    this.#note(entries);
    this.version += 1;
  }

  /** @param {Entry[]} entries */
  #note(entries) {
    entries.forEach((entry) => entry.key && this.#keys.add(entry.key));
  }

  /** @param {Entry[]} entries */
  #forget(entries) {
    entries.forEach((entry) => entry.key && this.#keys.delete(entry.key));
  }

  /** @param {Entry} entry */
  #hold(entry) {
    if (this.#held.size < HELD_MAX) {
      this.#held.set(entry.seq, entry);
    }
  }

  #release() {
    for (let next = this.#held.get(this.last + 1); next && this.loaded; next = this.#held.get(this.last + 1)) {
      this.#held.delete(next.seq);
      this.#push([next]);
    }
    for (const seq of this.#held.keys()) {
      if (this.loaded && seq <= this.last) {
        this.#held.delete(seq);
      }
    }
  }
}
