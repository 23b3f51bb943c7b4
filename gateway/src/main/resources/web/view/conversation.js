// @ts-check
/** @import {Chat} from 'parley-client' */
import { html, nothing } from 'lit';
import './composer.js';
import './group-info.js';
import './message-list.js';
import { t } from '../i18n.js';
import { presenceInWords } from './format.js';
import { chatAvatar, icon, narrow, titleOf, typingInWords } from './parts.js';
import { View } from './view.js';

/** The open conversation, with the group's information beside it when asked for. */
export class ConversationView extends View {
  static properties = { ...View.properties, chat: { attribute: false }, info: { state: true } };

  constructor() {
    super();
    /** @type {string | undefined} */
    this.chat = undefined;
    this.info = false;
  }

  /** @param {Map<string, any>} changed */
  willUpdate(changed) {
    if (changed.has('chat')) {
      this.info = false;
    }
  }

  render() {
    const chat = this.store.chats.get(this.chat ?? '');
    if (!chat) {
      return this.#nothingOpen();
    }
    const group = chat.kind === 'group';
    return html`<main class="conversation" id="talk" tabindex="-1" aria-label=${t('conversationWith', { name: titleOf(this.store, chat) })}>
        ${this.#header(chat, group)}
        <message-list .app=${this.app} .chat=${chat.chat}></message-list>
        ${chat.leftSeq
          ? html`<p class="closed">${t('youLeft')}</p>`
          : html`<message-composer .app=${this.app} .chat=${chat.chat}></message-composer>`}
      </main>
      ${group && this.info
        ? html`<group-info .app=${this.app} .chat=${chat.chat} @close=${() => (this.info = false)}></group-info>`
        : nothing}`;
  }

  #nothingOpen() {
    const missing = this.chat && this.store.listed;
    return html`<main class="conversation nothing-open" id="talk" tabindex="-1">
      ${missing ? html`<header class="bar">${backLink()}</header>` : nothing}
      <div class="empty"><img src="/favicon.svg" alt="" width="64" height="64">
        <p>${t(missing ? 'notThere' : 'choose')}</p></div>
    </main>`;
  }

  /** @param {Chat} chat @param {boolean} group */
  #header(chat, group) {
    const names = html`<span class="names"><h2 aria-level=${narrow.matches ? 1 : nothing}><bdi>${titleOf(this.store, chat)}</bdi></h2>
      <span class="status" aria-live="polite">${this.#status(chat)}</span></span>`;
    return html`<header class="bar">
      ${backLink()} ${chatAvatar(this.store, chat, true)}
      ${group
        ? html`<button class="names-button" aria-expanded=${this.info} @click=${this.#turnInfo}>${names}</button>
            <button class="icon-button" aria-label=${t('groupInfo')} title=${t('groupInfo')} @click=${this.#turnInfo}>${icon('info')}</button>`
        : names}
    </header>`;
  }

  #turnInfo() {
    this.info = !this.info;
  }

  /** @param {Chat} chat */
  #status(chat) {
    const typing = typingInWords(this.store, chat.chat);
    if (typing) {
      return html`<span class="typing">${typing}</span>`;
    }
    if (chat.kind === 'direct') {
      return presenceInWords(this.store.presence.get(chat.peer ?? ''));
    }
    const members = this.store.members.get(chat.chat) ?? [];
    const online = members.filter((member) => this.store.presence.get(member.user)?.online).length;
    const count = t('members', { n: chat.memberCount });
    return online > 0 ? t('membersOnline', { members: count, n: online + 1 }) : count;
  }
}

function backLink() {
  return html`<a class="icon-button back" href="#" aria-label=${t('back')}>${icon('back')}</a>`;
}
customElements.define('conversation-view', ConversationView);
