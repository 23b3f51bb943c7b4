// @ts-check
/** @import {Chat, ChatLog} from 'parley-client' */
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { unreadOf } from 'parley-client';
import { looking } from '../attention.js';
import { locale, t } from '../i18n.js';
import { rowTemplate } from './message.js';
import { icon } from './parts.js';
import { looksOf, rowsOf, statusBy } from './rows.js';
import { View } from './view.js';

const AT_END_PX = 60;
const LOAD_PX = 800;

/**
 * The messages of one conversation. Only a stretch of them is in the page: it follows the end while that is in sight, moves when one
 * scrolls, and what one looks at stays where it is.
 */
export class MessageList extends View {
  static properties = { ...View.properties, chat: { attribute: false }, away: { state: true }, above: { state: true } };

  #unreadFrom = 0;
  /** Whether the place to begin at was found. */
  #placed = false;
  /** What is at the top of the screen, and where it was. @type {{row: HTMLElement, top: number} | undefined} */
  #anchor;
  /** Where one was in the chats that one has left. @type {Map<string, {seq: string, below: number}>} */
  #left = new Map();
  #lastUnsent = '';
  /** Whether the first unread message is being asked for. */
  #seeking = false;
  #heardSeq = 0;
  #onSight = () => this.#see();
  #resized = new ResizeObserver(() => !this.away && this.#placed && this.#toBottom());

  constructor() {
    super();
    /** @type {string} */
    this.chat = '';
    /** Whether the end is out of sight. */
    this.away = false;
    /** Whether the first unread message is above of what one sees. */
    this.above = false;
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
      this.#leave(changed.get('chat'));
      const chat = this.store.chats.get(this.chat);
      this.#unreadFrom = chat && unreadOf(chat) > 0 ? chat.read.seq + 1 : 0;
      this.#heardSeq = chat?.seq ?? 0;
      this.#placed = false;
      this.away = false;
      this.above = false;
      if (this.#unreadFrom && !this.#left.has(this.chat)) {
        this.#seek(this.chat);
      }
    }
    const row = this.store.chats.get(this.chat);
    if (row && unreadOf(row) > 0 && !looking()) {
      this.#unreadFrom = row.read.seq + 1;
    }
    this.#anchor = this.#placed && this.away ? this.#atTop() : undefined;
  }

  /** @param {string} chat */
  async #seek(chat) {
    this.#seeking = true;
    await this.actions.loadAround(chat, this.#unreadFrom);
    if (chat === this.chat) {
      this.#seeking = false;
      this.requestUpdate();
    }
  }

  render() {
    const chat = this.store.chats.get(this.chat);
    const log = this.#log;
    if (!chat || !log?.loaded || this.#seeking) {
      return html`<div class="loading" role="status" aria-label=${t('loading')}><span></span><span></span><span></span></div>`;
    }
    return html`<div class="above">${this.above ? this.#jumpUp() : nothing}</div>
      <div class="rows" role="log" aria-live="off" aria-label=${t('messages')} tabindex="0">
        <div class="loading small" aria-hidden="true" ?hidden=${log.reachesStart}><span></span><span></span><span></span></div>
        ${this.#rows(chat, log)}
      </div>
      <p class="unseen" role="status">${this.#heard(log)}</p>
      ${this.away ? this.#jump(chat) : nothing}`;
  }

  /** @param {Chat} chat @param {ChatLog} log */
  #rows(chat, log) {
    const { unsent: all, receipts: positions, members: groups, peopleVersion } = this.store;
    // Whatever waits to be sent comes after the end, which is somewhere else while one reads far back.
    const unsent = log.attached ? all.filter((message) => message.chat === this.chat && !log.has(message.key)) : [];
    const receipts = positions.get(this.chat);
    const members = groups.get(this.chat) ?? [];
    const me = this.store.me?.user ?? '';
    const group = chat.kind === 'group';
    const others = group ? members.filter((member) => member.user !== me) : [{ user: chat.peer ?? '', joinedSeq: 0 }];
    const seen = JSON.stringify([...(receipts ?? [])]);
    const of = [this.chat, log, log.version, this.#unreadFrom, unsent.map((m) => m.key + m.failed).join(), seen, members, peopleVersion, locale()];
    return guard(of, () => {
      const statusOf = statusBy(receipts, others);
      const rows = rowsOf({ entries: log.entries, unsent, me, unreadFrom: this.#unreadFrom, statusOf });
      const around = {
        store: this.store,
        group,
        sendAgain: (/** @type {string} */ key) => this.actions.sendAgain(this.chat, key),
        discard: (/** @type {string} */ key) => this.actions.discard(this.chat, key),
      };
      const called = [group, peopleVersion, locale()];
      return repeat(rows, (row) => row.id, (row) => row.kind === 'day'
        ? rowTemplate(row, around)
        : guard([...looksOf(row), ...called], () => rowTemplate(row, around)));
    });
  }

  /** What has just come, for those who hear the page. @param {ChatLog} log */
  #heard(log) {
    const entry = log.entries.at(-1);
    if (!entry || !log.attached || entry.seq <= this.#heardSeq || entry.kind !== 'message' || entry.by === this.store.me?.user) {
      return nothing;
    }
    return t('says', { who: this.store.nameOf(entry.by), text: entry.text ?? '' });
  }

  /** @param {Chat} chat */
  #jump(chat) {
    const unread = unreadOf(chat);
    return html`<button class="jump" aria-label=${t('toNewest')} @click=${this.#toNewest}>
      ${icon('down')}${unread ? html`<span class="badge" aria-label=${t('unread', { n: unread })} role="img">${
        unread > 99 ? '99+' : unread}</span>` : nothing}</button>`;
  }

  #jumpUp() {
    return html`<button class="jump-up" aria-label=${t('toUnread')} @click=${this.#toUnread}>${icon('up')}${t('newMessages')}</button>`;
  }

  firstUpdated() {
    this.addEventListener('scroll', () => this.#scrolled(), { passive: true });
  }

  updated() {
    if (!this.#log?.loaded || this.#seeking) {
      return;
    }
    const written = this.store.unsent.findLast((message) => message.chat === this.chat)?.key ?? '';
    const wrote = written !== '' && written !== this.#lastUnsent;
    this.#lastUnsent = written;
    if (!this.#placed) {
      this.#place();
    } else if (wrote) {
      this.#toNewest();
    } else if (!this.away) {
      this.#toBottom();
    } else if (this.#anchor?.row.isConnected) {
      const moved = this.#anchor.row.offsetTop - this.#anchor.top;
      this.scrollTop += moved;
    }
    this.#scrolled();
  }

  /** Where a conversation begins to be read: where one was, at what is new, or at the end. */
  #place() {
    const left = this.#left.get(this.chat);
    const line = this.find('.unread-line');
    this.#placed = true;
    this.#left.delete(this.chat);
    const row = left && this.find(`[data-seq="${left.seq}"]`);
    this.#toBottom();
    if (row) {
      this.scrollTop = row.offsetTop - left.below;
    } else if (line && line.offsetTop < this.scrollTop) {
      this.scrollTop = line.offsetTop - AT_END_PX;
    }
  }

  /** Somebody goes to another chat: if the end was not in sight, they find this one as they left it. @param {string | undefined} chat */
  #leave(chat) {
    const seen = chat && this.#placed && this.away ? this.#atTop()?.row : undefined;
    if (chat && seen?.dataset.seq) {
      this.#left.set(chat, { seq: seen.dataset.seq, below: seen.offsetTop - this.scrollTop });
    }
  }

  /** @returns {{row: HTMLElement, top: number} | undefined} the message at the top of the screen */
  #atTop() {
    const rows = /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('[data-seq]'));
    let low = 0;
    for (let high = rows.length - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (rows[middle].offsetTop + rows[middle].offsetHeight > this.scrollTop) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    const row = rows[low];
    return row && { row, top: row.offsetTop };
  }

  #toBottom() {
    this.scrollTop = this.scrollHeight;
  }

  async #toNewest() {
    this.#left.delete(this.chat);
    if (this.#log?.attached === false) {
      this.#placed = false;
      this.#unreadFrom = 0;
      await this.actions.loadLatest(this.chat);
    }
    this.away = false;
    this.#toBottom();
  }

  async #toUnread() {
    await this.actions.loadAround(this.chat, this.#unreadFrom);
    this.requestUpdate();
    await this.updateComplete;
    const line = this.find('.unread-line');
    if (line) {
      this.scrollTop = line.offsetTop - AT_END_PX;
    }
  }

  #scrolled() {
    const log = this.#log;
    if (!log?.loaded || !this.#placed) {
      return;
    }
    const below = this.scrollHeight - this.scrollTop - this.clientHeight;
    this.away = below > AT_END_PX || !log.attached;
    const line = this.#unreadFrom > 0 && this.find('.unread-line');
    this.above = this.#unreadFrom > 0 && (line ? line.offsetTop + line.offsetHeight < this.scrollTop : this.#unreadFrom < log.first);
    if (this.scrollTop < LOAD_PX && !log.reachesStart) {
      this.actions.loadOlder(this.chat);
    } else if (below < LOAD_PX && !log.attached) {
      this.actions.loadNewer(this.chat);
    } else if (!this.away) {
      this.actions.trim(this.chat);
    }
    this.#see();
  }

  /** Whatever is on the screen of a page that somebody looks at was read. */
  #see() {
    const chat = this.store.chats.get(this.chat);
    if (!chat || unreadOf(chat) === 0 || !this.#placed || !looking()) {
      return;
    }
    const entry = this.away ? this.#lastInSight() : this.#log?.entries.at(-1);
    if (entry) {
      this.actions.read(this.chat, entry);
    }
  }

  /** The newest entry that is on the screen, or half of it where it is long. */
  #lastInSight() {
    const bottom = this.scrollTop + this.clientHeight + 1;
    const shown = [...this.querySelectorAll('[data-seq]')].findLast((row) => {
      const element = /** @type {HTMLElement} */ (row);
      return element.offsetTop + Math.min(element.offsetHeight, this.clientHeight / 2) <= bottom;
    });
    const seq = Number(shown?.getAttribute('data-seq') ?? 0);
    return this.#log?.entries.find((one) => one.seq === seq);
  }
}
customElements.define('message-list', MessageList);
