// @ts-check
import { html, nothing } from 'lit';
import { icon } from './parts.js';
import { View } from './view.js';

/** From when on it is told how much more there is room for. */
const COUNT_FROM = 500;
const STILL_TYPING_MS = 5_000;
const HEIGHT_MAX_PX = 180;
const DRAFTS_MAX = 100;
/** @type {Map<string, string>} what was begun in which chat, for as long as the page lives */
const drafts = new Map();

/** Where a message is written. Keeps a draft per chat. */
export class MessageComposer extends View {
  static properties = { ...View.properties, chat: { attribute: false }, text: { state: true } };

  #typingTimer = 0;

  constructor() {
    super();
    this.chat = '';
    this.text = '';
  }

  /** @param {Map<string, any>} changed */
  willUpdate(changed) {
    if (changed.has('chat')) {
      this.#keepDraft(changed.get('chat'));
      this.text = drafts.get(this.chat) ?? '';
    }
  }

  render() {
    const most = this.store.limits.textUnits;
    const left = most - this.text.length;
    return html`<form class="composer" @submit=${this.#submit}>
      <textarea rows="1" placeholder="Message" aria-label="Message" maxlength=${most} dir="auto" autocomplete="off"
        .value=${this.text} @input=${this.#written} @keydown=${this.#key} @blur=${() => this.#typing(false)}></textarea>
      ${left < COUNT_FROM ? html`<span class="count" role="status">${left}</span>` : nothing}
      <button class="send" aria-label="Send" ?disabled=${this.text.trim() === ''}>${icon('send')}</button>
    </form>`;
  }

  /** @param {Map<string, any>} changed */
  updated(changed) {
    const field = this.find('textarea');
    if (changed.has('text')) {
      field.style.setProperty('height', 'auto');
      field.style.setProperty('height', `${Math.min(field.scrollHeight, HEIGHT_MAX_PX)}px`);
    }
    if (changed.has('chat') && window.matchMedia('(hover: hover)').matches) {
      field.focus();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#keepDraft(this.chat);
  }

  /** @param {string | undefined} chat */
  #keepDraft(chat) {
    if (chat) {
      this.#typing(false, chat);
      drafts.delete(chat);
      if (this.text.trim()) {
        drafts.set(chat, this.text);
      }
      if (drafts.size > DRAFTS_MAX) {
        drafts.delete(/** @type {string} */ (drafts.keys().next().value));
      }
    }
  }

  /** @param {InputEvent} event */
  #written(event) {
    this.text = /** @type {HTMLTextAreaElement} */ (event.target).value;
    this.#typing(this.text.trim() !== '');
  }

  /** Enter sends; on a phone, whose keyboard has a key of its own for that, it makes a new line. @param {KeyboardEvent} event */
  #key(event) {
    const newLine = event.shiftKey || event.isComposing || !window.matchMedia('(hover: hover)').matches;
    if (event.key === 'Enter' && !newLine) {
      event.preventDefault();
      this.#send();
    }
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    this.#send();
  }

  #send() {
    const text = this.text.trim();
    if (text) {
      clearTimeout(this.#typingTimer);
      this.text = '';
      this.actions.send(this.chat, text);
      this.find('textarea').focus();
    }
  }

  /** @param {boolean} on @param {string} [chat] */
  #typing(on, chat = this.chat) {
    clearTimeout(this.#typingTimer);
    this.actions.typing(chat, on);
    if (on) {
      this.#typingTimer = window.setTimeout(() => this.#typing(false), STILL_TYPING_MS);
    }
  }
}
customElements.define('message-composer', MessageComposer);
