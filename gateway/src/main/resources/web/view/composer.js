// @ts-check
import { html, nothing } from 'lit';
import './emoji-picker.js';
import { t } from '../i18n.js';
import { icon } from './parts.js';
import { View } from './view.js';

/** From when on it is told how much more there is room for. */
const COUNT_FROM = 500;
const STILL_TYPING_MS = 5_000;
const KEEP_MS = 500;
const HEIGHT_MAX_PX = 180;

/** Where a message is written. What is begun is kept as a draft. */
export class MessageComposer extends View {
  static properties = { ...View.properties, chat: { attribute: false }, text: { state: true } };

  #typingTimer = 0;
  #keepTimer = 0;
  /** The draft as it was when it was looked at last. */
  #draft = '';
  #onHide = () => this.#keepTimer && this.#keep(this.chat);

  constructor() {
    super();
    this.chat = '';
    this.text = '';
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('pagehide', this.#onHide);
  }

  /** @param {Map<string, any>} changed */
  willUpdate(changed) {
    if (changed.has('chat')) {
      this.#leave(changed.get('chat'));
      this.text = this.#draft = this.app.drafts.of(this.chat);
    } else if (!this.#keepTimer && this.#draft !== this.app.drafts.of(this.chat)) {
      // Another tab went on with it, or has sent it.
      this.text = this.#draft = this.app.drafts.of(this.chat);
    }
  }

  render() {
    const most = this.store.limits.textUnits;
    const left = most - this.text.length;
    return html`<form class="composer" @submit=${this.#submit}>
      <emoji-picker .app=${this.app} @emoji=${this.#insert}></emoji-picker>
      <textarea rows="1" placeholder=${t('message')} aria-label=${t('message')} maxlength=${most} dir="auto" autocomplete="off"
        .value=${this.text} @input=${this.#written} @keydown=${this.#key} @blur=${() => this.#typing(false)}></textarea>
      ${left < COUNT_FROM ? html`<span class="count" role="status" title=${t('charsLeft', { n: left })}>${left}</span>` : nothing}
      <button class="send" aria-label=${t('send')} ?disabled=${this.text.trim() === ''}>${icon('send')}</button>
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
    window.removeEventListener('pagehide', this.#onHide);
    this.#leave(this.chat);
  }

  /** @param {string | undefined} chat */
  #leave(chat) {
    if (chat) {
      this.#typing(false, chat);
      this.#keepTimer && this.#keep(chat);
    }
  }

  /** @param {string} chat */
  #keep(chat) {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = 0;
    this.app.drafts.keep(chat, this.text);
    this.#draft = this.app.drafts.of(chat);
  }

  /** @param {InputEvent} event */
  #written(event) {
    this.#become(/** @type {HTMLTextAreaElement} */ (event.target).value);
  }

  /** @param {string} text */
  #become(text) {
    this.text = text;
    this.#typing(text.trim() !== '');
    clearTimeout(this.#keepTimer);
    this.#keepTimer = window.setTimeout(() => this.#keep(this.chat), KEEP_MS);
  }

  /** Where the cursor is. @param {CustomEvent<string>} event */
  #insert(event) {
    const field = this.find('textarea');
    if (field.value.length + event.detail.length <= this.store.limits.textUnits) {
      field.setRangeText(event.detail, field.selectionStart, field.selectionEnd, 'end');
      this.#become(field.value);
    }
    field.focus();
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
      this.#keep(this.chat);
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
