// @ts-check
import { html, nothing } from 'lit';
import './people-picker.js';
import { t } from '../i18n.js';
import { icon } from './parts.js';
import { View } from './view.js';

/** Begins a conversation with one person, or a group. What is in it is made when it is opened. */
export class NewChat extends View {
  static properties = { ...View.properties, opened: { state: true }, group: { state: true }, title: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.opened = false;
    this.group = false;
    this.title = '';
    this.busy = false;
  }

  async open() {
    this.opened = true;
    this.group = false;
    this.title = '';
    await this.updateComplete;
    this.find('people-picker').reset();
    this.find('dialog').showModal();
  }

  render() {
    return html`<dialog aria-labelledby="new-chat-title" @close=${() => (this.opened = false)}>
      ${this.opened ? this.#contents() : nothing}</dialog>`;
  }

  #contents() {
    return html`<form class="dialog" @submit=${this.#submit}>
      <div class="bar"><h2 id="new-chat-title">${t(this.group ? 'newGroup' : 'newChat')}</h2>
          <button type="button" class="icon-button" aria-label=${t('close')} @click=${this.#close}>${icon('close')}</button></div>
        <div class="tabs" role="group" aria-label=${t('kindOfChat')}>
          <button type="button" aria-pressed=${!this.group} @click=${() => (this.group = false)}>${t('onePerson')}</button>
          <button type="button" aria-pressed=${this.group} @click=${() => (this.group = true)}>${t('group')}</button>
        </div>
        ${this.group
          ? html`<label>${t('groupName')}<input name="title" maxlength=${this.store.limits.titleUnits} required .value=${this.title}
              @input=${(/** @type {any} */ event) => (this.title = event.target.value)}></label>`
          : ''}
        <people-picker .app=${this.app} .many=${this.group} .most=${this.store.limits.usersPerFrame} @pick=${this.#picked}></people-picker>
        ${this.group
          ? html`<div class="footer"><button class="primary" ?disabled=${this.busy || !this.title.trim()}>${t('createGroup')}</button></div>`
          : ''}
      </form>`;
  }

  /** @param {CustomEvent} event */
  #picked(event) {
    if (!this.group) {
      this.#create(() => this.actions.createDirect(event.detail.user));
    }
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    if (this.group && this.title.trim()) {
      const users = this.find('people-picker').chosen.map((/** @type {any} */ person) => person.user);
      this.#create(() => this.actions.createGroup(this.title.trim(), users));
    }
  }

  /** @param {() => Promise<string | undefined>} create */
  async #create(create) {
    if (this.busy) {
      return;
    }
    this.busy = true;
    const chat = await create();
    this.busy = false;
    if (chat) {
      this.#close();
      window.location.hash = `#chat/${encodeURIComponent(chat)}`;
    }
  }

  #close() {
    this.find('dialog').close();
  }
}
customElements.define('new-chat', NewChat);
