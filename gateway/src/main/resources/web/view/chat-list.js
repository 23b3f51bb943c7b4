// @ts-check
/** @import {Chat, Person} from 'parley-client' */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { inOrder, unreadOf } from 'parley-client';
import './account.js';
import './connection-notice.js';
import './new-chat.js';
import { t } from '../i18n.js';
import { briefly } from './format.js';
import { avatar, chatAvatar, icon, titleOf, typingInWords } from './parts.js';
import { View } from './view.js';

/** So many rows are made at once, more when one scrolls to their end. */
const ROWS = 60;
const PAUSE_MS = 250;
const NEAR_PX = 600;

/** All chats, the most recent first; and, when one searches, the people one could talk to. */
export class ChatList extends View {
  static properties = { ...View.properties, filter: { state: true }, most: { state: true }, found: { state: true } };

  #timer = 0;
  /** The row that has the focus. @type {HTMLElement | null} */
  #focused = null;

  constructor() {
    super();
    this.filter = '';
    this.most = ROWS;
    /** @type {Person[]} */
    this.found = [];
  }

  willUpdate() {
    this.#focused = this.querySelector('nav .row:focus');
  }

  /** A row that moves loses the focus, and whoever uses the keyboard their place. */
  updated() {
    if (this.#focused?.isConnected && this.#focused !== document.activeElement) {
      this.#focused.focus({ preventScroll: true });
    }
  }

  render() {
    const { me, listed, chats: known } = this.store;
    const all = inOrder([...known.values()]);
    const wanted = this.filter.trim().toLocaleLowerCase();
    const chats = wanted ? all.filter((chat) => titleOf(this.store, chat).toLocaleLowerCase().includes(wanted)) : all;
    const people = wanted ? this.found : [];
    return html`<div class="bar">
        <button class="account-button" aria-label=${t('account')} title=${t('account')} @click=${() => this.find('account-dialog').open()}>
          ${avatar(me?.user ?? '', me?.displayName || me?.name || '', { small: true })}</button>
        <h1>${t('chats')}</h1>
        <button class="icon-button" aria-label=${t('newChat')} title=${t('newChat')} @click=${() => this.find('new-chat').open()}>
          ${icon('edit')}</button>
      </div>
      <div class="search" role="search">${icon('search')}<input type="search" placeholder=${t('search')} aria-label=${t('searchChats')}
        .value=${this.filter} @input=${this.#filtered} @keydown=${this.#key} autocapitalize="none" spellcheck="false"></div>
      <connection-notice .app=${this.app}></connection-notice>
      <nav aria-label=${t('chats')} aria-busy=${!listed} @scroll=${this.#scrolled} @keydown=${this.#key}>
        ${repeat(chats.slice(0, this.most), (chat) => chat.chat, (chat) => this.#row(chat))}
        ${people.length > 0 ? html`<h2>${t('people')}</h2>${people.map((person) => this.#person(person))}` : nothing}
        ${listed && all.length === 0 && !wanted ? this.#nothingYet() : nothing}
        ${wanted && chats.length + people.length === 0 ? html`<p class="empty" role="status">${t('noSuchChats')}</p>` : nothing}
      </nav>
      <new-chat .app=${this.app}></new-chat>
      <account-dialog .app=${this.app}></account-dialog>`;
  }

  #nothingYet() {
    return html`<div class="empty"><p>${t('noChats')}</p>
      <button class="primary" @click=${() => this.find('new-chat').open()}>${t('startOne')}</button></div>`;
  }

  /** @param {Chat} chat */
  #row(chat) {
    const unread = unreadOf(chat);
    const open = chat.chat === this.store.openChat;
    const at = chat.last?.at ?? chat.activity;
    return html`<a class="row ${unread ? 'unread' : ''}" href="#chat/${encodeURIComponent(chat.chat)}"
        aria-current=${open ? 'page' : nothing} data-chat=${chat.chat}>
      ${chatAvatar(this.store, chat)}
      <span class="title"><bdi>${titleOf(this.store, chat)}</bdi></span>
      <time>${at ? briefly(at) : ''}</time>
      <span class="preview" dir="auto">${this.#preview(chat, open)}</span>
      ${unread ? html`<span class="badge" role="img" aria-label=${t('unread', { n: unread })}>${unread > 99 ? '99+' : unread}</span>` : nothing}
    </a>`;
  }

  /** @param {Person} person */
  #person(person) {
    const name = person.displayName || person.name;
    const online = this.store.presence.get(person.user)?.online;
    return html`<button class="row" @click=${() => this.#talkTo(person.user)}>
      ${avatar(person.user, name, { online })}<span class="title"><bdi>${name}</bdi></span>
      <span class="preview" dir="ltr">@${person.name}</span></button>`;
  }

  /** @param {Chat} chat @param {boolean} open */
  #preview(chat, open) {
    const typing = typingInWords(this.store, chat.chat);
    if (typing) {
      return html`<span class="typing">${typing}</span>`;
    }
    const draft = open ? '' : this.app.drafts.of(chat.chat);
    if (draft) {
      return html`<span class="draft">${t('draft')}:</span> <bdi>${draft}</bdi>`;
    }
    const waiting = this.store.unsent.findLast((message) => message.chat === chat.chat);
    if (waiting) {
      return html`<span class=${waiting.failed ? 'failed' : 'waiting'}>${t(waiting.failed ? 'notSent' : 'waiting')}:</span>
        <bdi>${waiting.text}</bdi>`;
    }
    if (!chat.last) {
      return chat.leftSeq ? t('youLeft') : nothing;
    }
    const mine = chat.last.by === this.store.me?.user;
    const who = mine ? t('you') : chat.kind === 'group' ? this.store.nameOf(chat.last.by) : '';
    return who ? html`<bdi>${who}</bdi>: <bdi>${chat.last.text}</bdi>` : html`<bdi>${chat.last.text}</bdi>`;
  }

  /** @param {InputEvent} event */
  #filtered(event) {
    this.filter = /** @type {HTMLInputElement} */ (event.target).value;
    this.most = ROWS;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#search(), PAUSE_MS);
  }

  async #search() {
    const query = this.filter.trim();
    const found = query ? await this.actions.search(query) : [];
    if (query === this.filter.trim()) {
      const known = new Set([...this.store.chats.values()].map((chat) => chat.peer));
      this.found = found.filter((person) => !known.has(person.user));
    }
  }

  /** @param {string} user */
  async #talkTo(user) {
    const chat = await this.actions.createDirect(user);
    if (chat) {
      this.filter = '';
      this.found = [];
      window.location.hash = `#chat/${encodeURIComponent(chat)}`;
    }
  }

  #scrolled() {
    const nav = this.find('nav');
    if (nav.scrollHeight - nav.scrollTop - nav.clientHeight < NEAR_PX && this.most < this.store.chats.size) {
      this.most += ROWS;
    }
  }

  /** Up and down go through the list, from the search field too. @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const rows = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('nav .row')]);
      const next = rows[rows.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step];
      event.preventDefault();
      (next ?? this.find('.search input')).focus();
    }
  }
}
customElements.define('chat-list', ChatList);
