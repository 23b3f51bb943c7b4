// @ts-check
import { html, nothing } from 'lit';
import { LANGUAGES, t } from '../i18n.js';
import { View } from './view.js';

const THEMES = { auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' };
const DENSITIES = { cosy: 'densityCosy', compact: 'densityCompact' };

/** How one likes it here, in this browser. */
export class SettingsForm extends View {
  render() {
    const { theme, density, language } = this.app.settings.values;
    return html`<h3 id="settings-title">${t('settings')}</h3>
      <div class="settings" role="group" aria-labelledby="settings-title">
        ${this.#choice('theme', theme, Object.entries(THEMES).map(([value, key]) => [value, t(key)]))}
        ${this.#choice('language', language, [['', t('languageAuto')], ...Object.entries(LANGUAGES)])}
        ${this.#choice('density', density, Object.entries(DENSITIES).map(([value, key]) => [value, t(key)]))}
        ${this.#notifications()}
      </div>`;
  }

  /** @param {'theme' | 'language' | 'density'} name @param {string} chosen @param {string[][]} offered */
  #choice(name, chosen, offered) {
    return html`<label>${t(name)}<select @change=${(/** @type {any} */ event) => this.app.settings.choose({ [name]: event.target.value })}>
      ${offered.map(([value, words]) => html`<option value=${value} .selected=${value === chosen}>${words}</option>`)}</select></label>`;
  }

  #notifications() {
    if (!('Notification' in window)) {
      return nothing;
    }
    const denied = Notification.permission === 'denied';
    return html`<label class="check"><input type="checkbox" ?disabled=${denied} .checked=${this.app.settings.values.notifications}
      @change=${(/** @type {any} */ event) => this.app.settings.notify(event.target.checked)}>
      ${t(denied ? 'notificationsDenied' : 'notificationsOn')}</label>`;
  }
}
customElements.define('settings-form', SettingsForm);
