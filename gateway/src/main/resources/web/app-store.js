// @ts-check
import { Store } from 'parley-client';

/** What the pages know: what the client knows, and where they are themselves. */
export class AppStore extends Store {
  /** @type {'starting' | 'signed_out' | 'signed_in'} */
  phase = 'starting';
  /** The last thing that went wrong, in words. */
  notice = '';

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
