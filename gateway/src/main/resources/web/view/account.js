// @ts-check
import { html, nothing } from 'lit';
import './device-list.js';
import './settings-form.js';
import { inWords } from '../errors.js';
import { t } from '../i18n.js';
import { avatar, icon } from './parts.js';
import { View } from './view.js';

/** Who one is, how one likes it, on which devices one is signed in, and the way out. What is in it is made when it is opened. */
export class AccountDialog extends View {
  static properties = { ...View.properties,
    opened: { state: true }, asking: { state: true }, renaming: { state: true },
    busy: { state: true }, problem: { state: true } };

  constructor() {
    super();
    this.opened = false;
    this.asking = false;
    this.renaming = false;
    this.busy = false;
    /** Why the name was not changed, in words. */
    this.problem = '';
  }

  async open() {
    this.opened = true;
    this.asking = false;
    this.renaming = false;
    await this.updateComplete;
    this.find('dialog').showModal();
    this.find('device-list').load();
  }

  render() {
    const me = this.store.me;
    if (!me) {
      return nothing;
    }
    return html`<dialog aria-labelledby="account-title" @close=${() => (this.opened = false)}>
      ${this.opened ? this.#contents(me) : nothing}</dialog>`;
  }

  /** @param {import('parley-client').Me} me */
  #contents(me) {
    const name = me.displayName || me.name;
    return html`<div class="dialog">
      <div class="bar"><h2 id="account-title">${t('account')}</h2>
        <button class="icon-button" aria-label=${t('close')} @click=${() => this.find('dialog').close()}>${icon('close')}</button></div>
      <div class="who">${avatar(me.user, name)}${this.renaming ? this.#nameForm(me.displayName) : this.#name(name)}
        <p class="preview" dir="ltr">@${me.name}</p></div>
      <settings-form .app=${this.app}></settings-form>
      <device-list .app=${this.app}></device-list>
      <div class="footer">${this.#wayOut()}</div>
    </div>`;
  }

  /** @param {string} name */
  #name(name) {
    return html`<p class="group-title"><bdi>${name}</bdi>
      <button class="icon-button" aria-label=${t('changeName')} title=${t('changeName')}
        @click=${this.#begin}>${icon('edit')}</button></p>`;
  }

  /** @param {string} displayName */
  #nameForm(displayName) {
    return html`<form class="inline" @submit=${this.#rename}>
      <input name="displayName" maxlength=${this.store.limits.displayNameUnits} autocomplete="name" aria-label=${t('shownAs')}
        .value=${displayName} @keydown=${this.#key}>
      <button class="primary" ?disabled=${this.busy}>${t('save')}</button></form>
      <p class="problem" role="alert">${this.problem}</p>`;
  }

  /** What was asked for takes the focus, and gives it back. @param {Map<string, any>} changed */
  updated(changed) {
    if (changed.has('renaming') && this.find('dialog[open]')) {
      this.find(this.renaming ? 'input[name=displayName]' : '.group-title button').focus();
    }
  }

  #begin() {
    this.problem = '';
    this.renaming = true;
  }

  /** Escape gives up the new name, not the dialog. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'Escape') {
      event.preventDefault();
      this.renaming = false;
    }
  }

  /** @param {SubmitEvent} event */
  async #rename(event) {
    event.preventDefault();
    const displayName = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('displayName'));
    this.busy = true;
    this.problem = '';
    try {
      await this.actions.renameMe(displayName);
      this.renaming = false;
    } catch (error) {
      this.problem = inWords(error);
    } finally {
      this.busy = false;
    }
  }

  #wayOut() {
    const waiting = this.store.unsent.length;
    if (!this.asking || waiting === 0) {
      return html`<button class="plain danger" @click=${() => (waiting ? (this.asking = true) : this.actions.logOut())}>
        ${t('logOut')}</button>`;
    }
    return html`<p role="alert">${t('unsentAsk', { n: waiting })}</p>
      <button class="danger" @click=${() => this.actions.logOut()}>${t('logOutAnyway')}</button>
      <button class="plain" @click=${() => (this.asking = false)}>${t('stay')}</button>`;
  }
}
customElements.define('account-dialog', AccountDialog);
