// @ts-check
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { unreadOf } from 'parley-client';
import { rowTemplate } from './message.js';
import { icon } from './parts.js';
import { rowsOf, statusBy } from './rows.js';
import { View } from './view.js';

const AT_END_PX = 60;
const LOAD_OLDER_PX = 400;
const TRIM_ABOVE = 1_000;

/** The messages of one conversation: follows the end while it is in sight, and loads what is older when one scrolls up. */
export class MessageList extends View {
  static properties = { ...View.properties, chat: { attribute: false }, away: { state: true } };

  #unreadFrom = 0;
  #measured = { height: 0, top: 0, first: 0, last: '' };
  /** Whether the place to begin at was found. */
  #placed = false;
  #onSight = () => this.#see();
  #resized = new ResizeObserver(() => !this.away && this.#placed && this.#toEnd());

  constructor() {
    super();
    /** @type {string} */
    this.chat = '';
    /** Whether the end is out of sight. */
    this.away = false;
  }

  get #log() {
    return this.store.logs.get(this.chat);
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#onSight);
    window.addEventListener('focus', this.#onSight);
    this.#resized.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#onSight);
    window.removeEventListener('focus', this.#onSight);
    this.#resized.disconnect();
  }

  /** @param {Map<string, any>} changed */
  willUpdate(changed) {
    if (changed.has('chat')) {
      const chat = this.store.chats.get(this.chat);
      this.#unreadFrom = chat && unreadOf(chat) > 0 ? chat.read.seq + 1 : 0;
      this.#placed = false;
      this.away = false;
    }
    const log = this.#log;
    this.#measured = { height: this.scrollHeight, top: this.scrollTop, first: log?.first ?? 0, last: this.#measured.last };
  }

  #firstShown = 0;

  render() {
    const chat = this.store.chats.get(this.chat);
    const log = this.#log;
    if (!chat || !log?.loaded) {
      return html`<div class="loading" role="status" aria-label="Loading"><span></span><span></span><span></span></div>`;
    }
    const unsent = this.store.unsent.filter((message) => message.chat === this.chat && !log.has(message.key));
    const receipts = this.store.receipts.get(this.chat);
    const members = this.store.members.get(this.chat) ?? [];
    const positions = JSON.stringify([...(receipts ?? [])]);
    return html`<div class="rows" role="log" aria-label="Messages" tabindex="0">
        ${log.reachesStart ? nothing : html`<div class="loading small" aria-hidden="true"><span></span><span></span><span></span></div>`}
        ${guard([this.chat, log, log.version, unsent.map((m) => m.key + m.failed).join(), positions, members, this.store.people.size],
          () => this.#rows(chat, log, unsent, receipts, members))}
      </div>
      ${this.away ? this.#jump(chat) : nothing}`;
  }

  /**
   * @param {import('parley-client').Chat} chat @param {import('parley-client').ChatLog} log @param {import('parley-client').Unsent[]} unsent
   * @param {Map<string, import('parley-client').Receipt> | undefined} receipts @param {import('parley-client').Member[]} members
   */
  #rows(chat, log, unsent, receipts, members) {
    const me = this.store.me?.user ?? '';
    const group = chat.kind === 'group';
    const others = group ? members.filter((member) => member.user !== me) : [{ user: chat.peer ?? '', joinedSeq: 0 }];
    const statusOf = statusBy(receipts, others);
    const rows = rowsOf({ entries: log.entries, unsent, me, unreadFrom: this.#unreadFrom, statusOf });
    const around = {
      store: this.store,
      group,
      sendAgain: (/** @type {string} */ key) => this.actions.sendAgain(this.chat, key),
      discard: (/** @type {string} */ key) => this.actions.discard(this.chat, key),
    };
    return repeat(rows, (row) => row.id, (row) => rowTemplate(row, around));
  }

  /** @param {import('parley-client').Chat} chat */
  #jump(chat) {
    const unread = unreadOf(chat);
    return html`<button class="jump" aria-label="Go to the newest message" @click=${() => this.#toEnd()}>
      ${icon('down')}${unread ? html`<span class="badge">${unread}</span>` : nothing}</button>`;
  }

  firstUpdated() {
    this.addEventListener('scroll', () => this.#scrolled(), { passive: true });
  }

  updated() {
    const log = this.#log;
    if (!log?.loaded) {
      this.#firstShown = 0;
      return;
    }
    const lastRow = this.store.unsent.findLast((message) => message.chat === this.chat)?.key ?? '';
    const wrote = lastRow !== '' && lastRow !== this.#measured.last;
    this.#measured.last = lastRow;
    if (!this.#placed) {
      this.#place();
    } else if (log.first < this.#firstShown) {
      this.scrollTop = this.#measured.top + this.scrollHeight - this.#measured.height;
    } else if (!this.away || wrote) {
      this.#toEnd();
    }
    this.#firstShown = log.first;
    this.#scrolled();
  }

  /** Where a conversation begins to be read: at what is new, or at the end. */
  #place() {
    this.#placed = true;
    const line = this.find('.unread-line');
    this.#toEnd();
    if (line && line.offsetTop < this.scrollTop) {
      this.scrollTop = line.offsetTop - AT_END_PX;
    }
  }

  #toEnd() {
    this.scrollTop = this.scrollHeight;
  }

  #scrolled() {
    this.away = this.scrollHeight - this.scrollTop - this.clientHeight > AT_END_PX;
    if (this.#log?.loaded && this.scrollTop < LOAD_OLDER_PX && !this.#log.reachesStart) {
      this.actions.loadOlder(this.chat);
    }
    if (!this.away && (this.#log?.entries.length ?? 0) > TRIM_ABOVE) {
      this.actions.trim(this.chat);
    }
    this.#see();
  }

  /** Whatever is on the screen of a page that somebody looks at was read. */
  #see() {
    const chat = this.store.chats.get(this.chat);
    if (!chat || unreadOf(chat) === 0 || document.visibilityState !== 'visible' || !document.hasFocus()) {
      return;
    }
    const bottom = this.scrollTop + this.clientHeight + 1;
    const shown = [...this.querySelectorAll('[data-seq]')].findLast((row) => {
      const element = /** @type {HTMLElement} */ (row);
      return element.offsetTop + Math.min(element.offsetHeight, this.clientHeight / 2) <= bottom;
    });
    const seq = Number(shown?.getAttribute('data-seq') ?? 0);
    const entry = this.away ? this.#log?.entries.find((one) => one.seq === seq) : this.#log?.entries.at(-1);
    if (entry) {
      this.actions.read(this.chat, entry);
    }
  }
}
customElements.define('message-list', MessageList);
