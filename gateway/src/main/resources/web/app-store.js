// @ts-check
import { Store } from 'parley-client';

/** What is kept of a chat while one reads back in it: as much as is worth having in the page at once. */
const ENTRIES_MAX = 240;

/** What the pages know: what the client knows, and where they are themselves. */
export class AppStore extends Store {
  /** @type {'starting' | 'signed_out' | 'signed_in'} */
  phase = 'starting';
  /** The last thing that went wrong, in words. */
  notice = '';
  entriesMax = ENTRIES_MAX;

  /** @param {'starting' | 'signed_out' | 'signed_in'} phase */
  enter(phase) {
    this.phase = phase;
    this.changed();
  }

  /** @param {string} notice */
  say(notice) {
    this.notice = notice;
    this.changed();
  }
}
