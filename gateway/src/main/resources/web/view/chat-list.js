// @ts-check
/** @import {Chat} from 'parley-client' */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { inOrder, unreadOf } from 'parley-client';
import './connection-notice.js';
import './new-chat.js';
import { briefly } from './format.js';
import { avatar, chatAvatar, icon, titleOf, typingInWords } from './parts.js';
import { View } from './view.js';

/** All chats, the most recent first. */
export class ChatList extends View {
  static properties = { ...View.properties, filter: { state: true } };

  constructor() {
    super();
    this.filter = '';
  }

  render() {
    const { me, listed } = this.store;
    const all = inOrder([...this.store.chats.values()]);
    const wanted = this.filter.trim().toLowerCase();
    const chats = wanted ? all.filter((chat) => titleOf(this.store, chat).toLowerCase().includes(wanted)) : all;
    return html`<header class="bar">
        <button class="account-button" aria-label="Your account" @click=${() => this.find('account-dialog').open()}>
          ${avatar(me?.user ?? '', me?.displayName || me?.name || '', { small: true })}</button>
        <h1>Chats</h1>
        <button class="icon-button" aria-label="New chat" title="New chat" @click=${() => this.find('new-chat').open()}>
          ${icon('edit')}</button>
      </header>
      <div class="search">${icon('search')}<input type="search" placeholder="Search" aria-label="Search chats"
        .value=${this.filter} @input=${this.#filtered}></div>
      <connection-notice .app=${this.app}></connection-notice>
      <nav aria-label="Chats" aria-busy=${!listed}>
        ${repeat(chats, (chat) => chat.chat, (chat) => this.#row(chat))}
        ${listed && all.length === 0 ? this.#nothingYet() : nothing}
        ${all.length > 0 && chats.length === 0 ? html`<p class="empty">No chat has this name.</p>` : nothing}
      </nav>
      <new-chat .app=${this.app}></new-chat>
      <account-dialog .app=${this.app}></account-dialog>`;
  }

  #nothingYet() {
    return html`<div class="empty"><p>No conversations yet.</p>
      <button class="primary" @click=${() => this.find('new-chat').open()}>Start one</button></div>`;
  }

  /** @param {Chat} chat */
  #row(chat) {
    const unread = unreadOf(chat);
    const open = chat.chat === this.store.openChat;
    const title = titleOf(this.store, chat);
    const at = chat.last?.at ?? chat.activity;
    return html`<a class="row ${unread ? 'unread' : ''}" href="#chat/${encodeURIComponent(chat.chat)}"
        aria-current=${open ? 'page' : nothing} data-chat=${chat.chat}>
      ${chatAvatar(this.store, chat)}
      <span class="title">${title}</span>
      <time>${at ? briefly(at) : ''}</time>
      <span class="preview">${this.#preview(chat)}</span>
      ${unread ? html`<span class="badge" aria-label="${unread} unread">${unread > 99 ? '99+' : unread}</span>` : nothing}
    </a>`;
  }

  /** @param {Chat} chat */
  #preview(chat) {
    const typing = typingInWords(this.store, chat.chat);
    if (typing) {
      return html`<span class="typing">${typing}</span>`;
    }
    const waiting = this.store.unsent.findLast((message) => message.chat === chat.chat);
    if (waiting) {
      const state = waiting.failed ? 'Not sent' : 'Waiting';
      return html`<span class=${waiting.failed ? 'failed' : 'waiting'}>${state}:</span> ${waiting.text}`;
    }
    if (!chat.last) {
      return chat.leftSeq ? 'You are no longer in this group' : nothing;
    }
    const mine = chat.last.by === this.store.me?.user;
    const who = mine ? 'You: ' : chat.kind === 'group' ? `${this.store.nameOf(chat.last.by)}: ` : '';
    return `${who}${chat.last.text}`;
  }

  /** @param {InputEvent} event */
  #filtered(event) {
    this.filter = /** @type {HTMLInputElement} */ (event.target).value;
  }
}
customElements.define('chat-list', ChatList);
