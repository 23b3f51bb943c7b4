// @ts-check
import { html, nothing } from 'lit';
import './device-list.js';
import './settings-form.js';
import { t } from '../i18n.js';
import { avatar, icon } from './parts.js';
import { View } from './view.js';

/** Who one is, how one likes it, on which devices one is signed in, and the way out. */
export class AccountDialog extends View {
  static properties = { ...View.properties, asking: { state: true } };

  constructor() {
    super();
    this.asking = false;
  }

  open() {
    this.asking = false;
    this.find('dialog').showModal();
    this.find('device-list').load();
  }

  render() {
    const me = this.store.me;
    if (!me) {
      return nothing;
    }
    const name = me.displayName || me.name;
    return html`<dialog aria-labelledby="account-title"><div class="dialog">
      <div class="bar"><h2 id="account-title">${t('account')}</h2>
        <button class="icon-button" aria-label=${t('close')} @click=${() => this.find('dialog').close()}>${icon('close')}</button></div>
      <div class="who">${avatar(me.user, name)}<p class="group-title"><bdi>${name}</bdi></p>
        <p class="preview" dir="ltr">@${me.name}</p></div>
      <settings-form .app=${this.app}></settings-form>
      <device-list .app=${this.app}></device-list>
      <div class="footer">${this.#wayOut()}</div>
    </div></dialog>`;
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
