// @ts-check
/** @import {Chat, Person, Unsent} from 'parley-client' */
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { inOrder, unreadOf } from 'parley-client';
import './account.js';
import './connection-notice.js';
import './new-chat.js';
import { locale, t } from '../i18n.js';
import { briefly } from './format.js';
import { avatar, chatAvatar, icon, titleOf, typingInWords } from './parts.js';
import { View } from './view.js';

/** So many rows are made at once, more when one scrolls to their end. */
const ROWS = 60;
const PAUSE_MS = 250;
const NEAR_PX = 600;

/** All chats, the most recent first; and, when one searches, the people one could talk to. */
export class ChatList extends View {
  static properties = { ...View.properties, dialogs: { state: true }, filter: { state: true }, most: { state: true }, found: { state: true } };

  #timer = 0;
  /** The row that has the focus. @type {HTMLElement | null} */
  #focused = null;

  constructor() {
    super();
    /** Whether one of the dialogs was opened. */
    this.dialogs = false;
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
        <button class="account-button" aria-label=${t('account')} title=${t('account')} @click=${() => this.#open('account-dialog')}>
          ${avatar(me?.user ?? '', me?.displayName || me?.name || '', { small: true })}</button>
        <h1>${t('chats')}</h1>
        <button class="icon-button" aria-label=${t('newChat')} title=${t('newChat')} @click=${() => this.#open('new-chat')}>
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
      ${this.dialogs ? html`<new-chat .app=${this.app}></new-chat><account-dialog .app=${this.app}></account-dialog>` : nothing}`;
  }

  /** @param {'account-dialog' | 'new-chat'} dialog */
  async #open(dialog) {
    this.dialogs = true;
    await this.updateComplete;
    this.find(dialog).open();
  }

  #nothingYet() {
    return html`<div class="empty"><p>${t('noChats')}</p>
      <button class="primary" @click=${() => this.#open('new-chat')}>${t('startOne')}</button></div>`;
  }

  /** Made again only when something of it is different: there are many, and something of one of them often is. @param {Chat} chat */
  #row(chat) {
    const { store } = this;
    const open = chat.chat === store.openChat;
    const at = chat.last?.at ?? chat.activity;
    const when = at ? briefly(at) : '';
    const title = titleOf(store, chat);
    const online = store.presence.get(chat.peer ?? '')?.online;
    const typing = typingInWords(store, chat.chat);
    const draft = open ? '' : this.app.drafts.of(chat.chat);
    const waiting = store.unsent.findLast((message) => message.chat === chat.chat);
    const who = this.#author(chat);
    const looks = [chat, open, when, title, online, typing, draft, waiting, waiting?.failed, who, locale()];
    return guard(looks, () => this.#rowTemplate(chat, open, when, this.#preview(chat, { typing, draft, waiting, who })));
  }

  /** @param {Chat} chat @param {boolean} open @param {string} when @param {unknown} preview */
  #rowTemplate(chat, open, when, preview) {
    const unread = unreadOf(chat);
    return html`<a class="row ${unread ? 'unread' : ''}" href="#chat/${encodeURIComponent(chat.chat)}"
        aria-current=${open ? 'page' : nothing} data-chat=${chat.chat}>
      ${chatAvatar(this.store, chat)}
      <span class="title"><bdi>${titleOf(this.store, chat)}</bdi></span>
      <time>${when}</time>
      <span class="preview" dir="auto">${preview}</span>
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

  /** @param {Chat} chat @returns {string} who wrote the last message, where that is to be said */
  #author(chat) {
    const by = chat.last?.by;
    return by && by === this.store.me?.user ? t('you') : by && chat.kind === 'group' ? this.store.nameOf(by) : '';
  }

  /** @param {Chat} chat @param {{typing: string, draft: string, waiting?: Unsent, who: string}} of */
  #preview(chat, { typing, draft, waiting, who }) {
    if (typing) {
      return html`<span class="typing">${typing}</span>`;
    }
    if (draft) {
      return html`<span class="draft">${t('draft')}:</span> <bdi>${draft}</bdi>`;
    }
    if (waiting) {
      return html`<span class=${waiting.failed ? 'failed' : 'waiting'}>${t(waiting.failed ? 'notSent' : 'waiting')}:</span>
        <bdi>${waiting.text}</bdi>`;
    }
    if (!chat.last) {
      return chat.leftSeq ? t('youLeft') : nothing;
    }
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
