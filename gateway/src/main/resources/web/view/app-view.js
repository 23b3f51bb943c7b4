// @ts-check
import { html, nothing } from 'lit';
import './chat-list.js';
import './conversation.js';
import './sign-in.js';
import { t } from '../i18n.js';
import { icon, narrow } from './parts.js';
import { View } from './view.js';

const ROUTE = /^#chat\/(.+)$/;
const NOTICE_MS = 6_000;

/** The page: signing in, or the list beside a conversation. The address says which conversation is open. */
export class AppView extends View {
  #onHash = () => this.#follow();
  #onKey = (/** @type {KeyboardEvent} */ event) => this.#key(event);
  #onWidth = () => this.requestUpdate();
  #notice = '';
  #noticeTimer = 0;

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#onHash);
    window.addEventListener('keydown', this.#onKey);
    narrow.addEventListener('change', this.#onWidth);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#onHash);
    window.removeEventListener('keydown', this.#onKey);
    narrow.removeEventListener('change', this.#onWidth);
  }

  #follow() {
    const chat = chatOf(window.location.hash);
    if (this.store.phase === 'signed_in' && chat !== this.store.openChat) {
      this.actions.openChat(chat);
    }
  }

  willUpdate() {
    this.#follow();
    if (this.store.notice && this.store.notice !== this.#notice) {
      clearTimeout(this.#noticeTimer);
      this.#noticeTimer = window.setTimeout(() => this.actions.dismissNotice(), NOTICE_MS);
    }
    this.#notice = this.store.notice;
  }

  render() {
    return html`${this.#page()}${this.store.notice ? this.#noticeBar() : nothing}`;
  }

  #page() {
    const { phase, openChat } = this.store;
    if (phase === 'signed_out') {
      return html`<sign-in .app=${this.app}></sign-in>`;
    }
    if (phase === 'starting') {
      const waiting = this.store.connection.state === 'waiting';
      return html`<main class="splash" aria-busy="true"><img src="/favicon.svg" alt="Parley" width="72" height="72">
        ${waiting ? html`<p role="status">${t('needsServer')}</p>` : nothing}</main>`;
    }
    return html`<a class="skip" href="#talk" @click=${this.#skip}>${t('skip')}</a>
      <div class="shell ${openChat ? 'has-chat' : ''}">
        <chat-list role=${narrow.matches && !openChat ? 'main' : 'complementary'} aria-label=${t('chats')} .app=${this.app}></chat-list>
        <conversation-view .app=${this.app} .chat=${openChat}></conversation-view>
      </div>`;
  }

  #noticeBar() {
    return html`<div class="notice" role="alert"><span>${this.store.notice}</span>
      <button class="icon-button" aria-label=${t('dismiss')} @click=${() => this.actions.dismissNotice()}>${icon('close')}</button>
    </div>`;
  }

  /** @param {Event} event the address says which conversation is open, and not where one is in it */
  #skip(event) {
    event.preventDefault();
    (this.find('message-composer textarea') ?? this.find('main')).focus();
  }

  /** Ctrl+K searches; Escape leaves the conversation, to where one came from. @param {KeyboardEvent} event */
  #key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && !this.find('dialog[open]')) {
      event.preventDefault();
      this.find('chat-list .search input')?.focus();
    } else if (event.key === 'Escape' && !event.defaultPrevented && !this.find('dialog[open], :popover-open')) {
      const { openChat } = this.store;
      if (openChat && this.find('conversation-view').contains(document.activeElement)) {
        window.location.hash = '';
        requestAnimationFrame(() => this.find(`[data-chat="${CSS.escape(openChat)}"]`)?.focus());
      }
    }
  }
}

/** @param {string} hash @returns {string | undefined} the chat that it names; none also where it is no address at all */
function chatOf(hash) {
  try {
    return decodeURIComponent(ROUTE.exec(hash)?.[1] ?? '') || undefined;
  } catch {
    return undefined;
  }
}
customElements.define('parley-app', AppView);
