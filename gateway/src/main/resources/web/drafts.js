// @ts-check
const PLACE = 'parley-draft ';
const DRAFTS_MAX = 100;

/** What was begun in which chat. Lasts until it is sent or the person logs out; all tabs of a browser have the same. */
export class Drafts {
  /** @type {Map<string, string>} */
  #texts = new Map();
  #changed;

  /** @param {() => void} changed told when something is different */
  constructor(changed) {
    this.#changed = changed;
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PLACE))) {
      this.#texts.set(key.slice(PLACE.length), localStorage.getItem(key) ?? '');
    }
    window.addEventListener('storage', (event) => {
      if (event.key?.startsWith(PLACE)) {
        this.#note(event.key.slice(PLACE.length), event.newValue ?? '');
      }
    });
  }

  /** @param {string} chat @returns {string} */
  of(chat) {
    return this.#texts.get(chat) ?? '';
  }

  /** @param {string} chat @param {string} text */
  keep(chat, text) {
    const kept = text.trim() ? text : '';
    if (kept === this.of(chat)) {
      return;
    }
    if (kept) {
      this.#write(chat, kept);
    } else {
      localStorage.removeItem(PLACE + chat);
    }
    this.#note(chat, kept);
  }

  clear() {
    [...this.#texts.keys()].forEach((chat) => this.keep(chat, ''));
  }

  /** A full storage is no reason not to write: then the draft lives as long as the page. @param {string} chat @param {string} text */
  #write(chat, text) {
    try {
      localStorage.setItem(PLACE + chat, text);
    } catch {
      localStorage.removeItem(PLACE + chat);
    }
    const oldest = this.#texts.size >= DRAFTS_MAX ? this.#texts.keys().next().value : undefined;
    if (oldest !== undefined && oldest !== chat) {
      this.keep(oldest, '');
    }
  }

  /** @param {string} chat @param {string} text */
  #note(chat, text) {
    this.#texts.delete(chat);
    if (text) {
      this.#texts.set(chat, text);
    }
    this.#changed();
  }
}
