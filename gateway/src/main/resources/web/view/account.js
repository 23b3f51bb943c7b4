// @ts-check
/** @import {Device} from 'parley-client' */
import { html, nothing } from 'lit';
import { briefly } from './format.js';
import { avatar, icon } from './parts.js';
import { View } from './view.js';

/** Who one is, on which devices one is signed in, and the way out. */
export class AccountDialog extends View {
  static properties = { ...View.properties, devices: { state: true }, asking: { state: true } };

  constructor() {
    super();
    /** @type {Device[]} */
    this.devices = [];
    this.asking = false;
  }

  async open() {
    this.asking = false;
    this.find('dialog').showModal();
    this.devices = await this.actions.devices();
  }

  render() {
    const me = this.store.me;
    if (!me) {
      return nothing;
    }
    const name = me.displayName || me.name;
    return html`<dialog aria-labelledby="account-title"><div class="dialog">
      <header class="bar"><h2 id="account-title">Your account</h2>
        <button class="icon-button" aria-label="Close" @click=${() => this.find('dialog').close()}>${icon('close')}</button></header>
      <div class="who">${avatar(me.user, name)}<p class="group-title">${name}</p><p class="preview">@${me.name}</p></div>
      <h3>Devices</h3>
      <ul class="devices">${this.devices.map((device) => this.#device(device, me.device))}</ul>
      <footer>${this.#wayOut()}</footer>
    </div></dialog>`;
  }

  /** @param {Device} device @param {string} current */
  #device(device, current) {
    const here = device.current ?? device.device === current;
    const used = device.usedAt ?? device.createdAt;
    return html`<li><span class="title">${device.name || 'A device'}</span>
      <span class="preview">${here ? 'This device' : used ? `Last used: ${briefly(used)}` : ''}</span>
      ${here ? nothing : html`<button class="plain danger" @click=${() => this.#revoke(device.device)}>Sign out</button>`}</li>`;
  }

  #wayOut() {
    const waiting = this.store.unsent.length;
    if (!this.asking || waiting === 0) {
      return html`<button class="plain danger" @click=${() => (waiting ? (this.asking = true) : this.actions.logOut())}>Log out</button>`;
    }
    return html`<p>${waiting === 1 ? 'A message is' : `${waiting} messages are`} still waiting to be sent and would be lost.</p>
      <button class="danger" @click=${() => this.actions.logOut()}>Log out anyway</button>
      <button class="plain" @click=${() => (this.asking = false)}>Stay</button>`;
  }

  /** @param {string} device */
  async #revoke(device) {
    await this.actions.revoke(device);
    this.devices = await this.actions.devices();
  }
}
customElements.define('account-dialog', AccountDialog);
