// @ts-check
import { speak } from './i18n.js';

const PLACE = 'parley-settings';
const DEFAULTS = { theme: 'auto', language: '', density: 'cosy', notifications: false };
/** @typedef {typeof DEFAULTS} Values */

/** What a person has chosen for this browser. All its tabs have the same. */
export class Settings {
  /** @type {Values} */
  values = DEFAULTS;
  #changed;

  /** @param {() => void} changed told when something is different, and shown already */
  constructor(changed) {
    this.#changed = changed;
    window.addEventListener('storage', (event) => event.key === PLACE && this.load());
  }

  async load() {
    this.values = { ...DEFAULTS, ...stored() };
    await this.#apply();
  }

  /** @param {Partial<Values>} some */
  async choose(some) {
    // Another tab may have chosen something a moment ago.
    this.values = { ...DEFAULTS, ...stored(), ...some };
    localStorage.setItem(PLACE, JSON.stringify(this.values));
    await this.#apply();
  }

  /** Asks the browser too, which asks the person. @param {boolean} on */
  async notify(on) {
    const allowed = on && (await Notification.requestPermission()) === 'granted';
    await this.choose({ notifications: allowed });
  }

  async #apply() {
    const { theme, density, language } = this.values;
    document.documentElement.dataset.theme = theme;
    document.documentElement.dataset.density = density;
    await speak(language);
    this.#changed();
  }
}

/** @returns {Partial<Values>} */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? '{}');
  } catch {
    return {};
  }
}
