// @ts-check
import { html, nothing } from 'lit';
import { unreadOf } from 'parley-client';
import './account.js';
import './chat-list.js';
import './conversation.js';
import './sign-in.js';
import { icon } from './parts.js';
import { View } from './view.js';

const ROUTE = /^#chat\/(.+)$/;
const NOTICE_MS = 6_000;

/** The page: signing in, or the list beside a conversation. The address says which conversation is open. */
export class AppView extends View {
  #onHash = () => this.#follow();
  #notice = '';
  #noticeTimer = 0;

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#onHash);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#onHash);
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
    const unread = [...this.store.chats.values()].filter((chat) => unreadOf(chat) > 0).length;
    document.title = unread > 0 ? `(${unread}) Parley` : 'Parley';
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
      return html`<main class="splash" aria-busy="true"><img src="/favicon.svg" alt="Parley">
        ${waiting ? html`<p role="status">The server cannot be reached. Trying again…</p>` : nothing}</main>`;
    }
    return html`<div class="shell ${openChat ? 'has-chat' : ''}">
      <chat-list .app=${this.app}></chat-list>
      <conversation-view .app=${this.app} .chat=${openChat}></conversation-view>
    </div>`;
  }

  #noticeBar() {
    return html`<div class="notice" role="alert"><span>${this.store.notice}</span>
      <button class="icon-button" aria-label="Dismiss" @click=${() => this.actions.dismissNotice()}>${icon('close')}</button>
    </div>`;
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
