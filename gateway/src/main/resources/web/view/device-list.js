// @ts-check
/** @import {Device} from 'parley-client' */
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { briefly } from './format.js';
import { View } from './view.js';

/** Where one is signed in; each other device can be signed out from here. */
export class DeviceList extends View {
  static properties = { ...View.properties, devices: { state: true } };

  constructor() {
    super();
    /** @type {Device[]} */
    this.devices = [];
  }

  async load() {
    this.devices = await this.actions.devices();
  }

  render() {
    return html`<h3 id="devices-title">${t('devices')}</h3>
      <ul class="devices" aria-labelledby="devices-title">${this.devices.map((device) => this.#device(device))}</ul>`;
  }

  /** @param {Device} device */
  #device(device) {
    const here = device.current ?? device.device === this.store.me?.device;
    const used = device.usedAt ?? device.createdAt;
    const name = device.name || t('aDevice');
    return html`<li><bdi class="title">${name}</bdi>
      <span class="preview">${here ? t('thisDevice') : used ? t('lastUsed', { when: briefly(used) }) : ''}</span>
      ${here ? nothing : html`<button class="plain danger" aria-label=${t('signOutWhich', { name })}
        @click=${() => this.#revoke(device.device)}>${t('signOutDevice')}</button>`}</li>`;
  }

  /** @param {string} device */
  async #revoke(device) {
    await this.actions.revoke(device);
    await this.load();
  }
}
customElements.define('device-list', DeviceList);
