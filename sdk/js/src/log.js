// @ts-check
/** @import {Entry} from './types.js' */

const HELD_MAX = 500;
const KEPT_MAX = 1_000;
const KEPT_AFTER_TRIM = 500;

/**
 * What this client has of one chat: a stretch of entries without a hole, and beside it what arrived early, which is shown
 * only once the gap before it is filled.
 */
export class ChatLog {
  /** @type {Entry[]} ascending, dense */
  entries = [];
  /** Whether a first page was read; until then pushes have nothing to join on to. */
  loaded = false;
  /** Grows with each change, so that views know when to look again. */
  version = 0;
  /** @type {Map<number, Entry>} */
  #held = new Map();
  /** @type {Set<string>} keys of messages that are in the log */
  #keys = new Set();

  /** @returns {number} the newest seq without a gap before it, 0 for none */
  get last() {
    return this.entries.at(-1)?.seq ?? 0;
  }

  /** @returns {number} the oldest seq, 0 for none */
  get first() {
    return this.entries[0]?.seq ?? 0;
  }

  get reachesStart() {
    return this.loaded && this.first <= 1;
  }

  get hasGap() {
    return this.#held.size > 0;
  }

  /** @param {string} key */
  has(key) {
    return this.#keys.has(key);
  }

  /**
   * The newest page, instead of whatever was here.
   *
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
   * Entries in ascending order: known ones are ignored, the next ones applied, later ones held until the gap is filled.
   *
   * @param {Entry[]} arrived
   * @returns {Entry[]} those that were new and are now part of the log
   */
  append(arrived) {
    const before = this.entries.length;
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

  /** @param {Entry[]} page ascending, ending right before the oldest entry */
  prepend(page) {
    const older = page.filter((entry) => entry.seq < this.first);
    if (older.length > 0 && older[older.length - 1].seq === this.first - 1) {
      this.entries = [...older, ...this.entries];
      this.#note(older);
      this.version += 1;
    }
  }

  /** Forgets the oldest entries of a long log; they can be read again. */
  trim() {
    if (this.entries.length > KEPT_MAX) {
      const dropped = this.entries.splice(0, this.entries.length - KEPT_AFTER_TRIM);
      dropped.forEach((entry) => entry.key && this.#keys.delete(entry.key));
      this.version += 1;
    }
  }

  reset() {
    this.entries = [];
    this.loaded = false;
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
