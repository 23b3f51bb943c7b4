// @ts-check
import { html } from 'lit';
import { t } from '../i18n.js';
import { icon } from './parts.js';
import { View } from './view.js';

/** Those that are written most, which is what a picker is for; the keyboard of a phone has the others. */
const GROUPS = Object.entries({
  emojiFaces: '😀 😃 😄 😁 😆 😅 😂 🤣 😊 🙂 🙃 😉 😌 😍 🥰 😘 😋 😛 😜 🤪 🤨 🧐 🤓 😎 🥳 😏 😒 🙄 😔 😕 🙁 😣 😩 🥺 😢 😭 😤 😠 😡 🤯 😳 😱 😨 😥 🤗 🤔 🤫 😐 😬 😴 😷 🤒 🤢 😇 🤠',
  emojiHands: '👍 👎 👌 🤞 🤟 🤘 👈 👉 👆 👇 ☝️ ✋ 👋 🤙 💪 🙏 🤝 👏 🙌 👐 ✍️ ❤️ 🧡 💛 💚 💙 💜 🖤 💔 💕 💖 💯 ✨',
  emojiNature: '🐶 🐱 🐭 🐰 🦊 🐻 🐼 🐨 🦁 🐸 🐵 🐔 🐧 🐦 🦉 🐝 🦋 🐢 🐙 🐬 🌵 🌲 🍀 🌹 🌻 🌈 ☀️ ⛅ ☔ ❄️ 🍎 🍋 🍓 🍕 🍔 🍟 🌮 🍜 🍣 🍰 🍪 🍺 🍷 ☕',
  emojiThings: '⚽ 🏀 🎾 🚴 🏊 🎸 🎹 🎨 🎬 🎮 🎲 🎁 🎉 🎂 🚗 🚲 🚆 ✈️ 🚀 🏠 🏖️ ⏰ 📅 📎 📌 💡 🔑 🔒 📷 💻 📱 🔥 ⭐ ✅ ❌ ❓ ❗ ⚠️ 💤 👀',
}).map(([name, all]) => ({ name, all: all.split(' ') }));

/** Offers emoji beside what one writes. Says `emoji` with the one that was chosen. */
export class EmojiPicker extends View {
  static properties = { ...View.properties, open: { state: true } };

  constructor() {
    super();
    this.open = false;
  }

  render() {
    return html`<button type="button" class="icon-button" aria-label=${t('emoji')} title=${t('emoji')} aria-expanded=${this.open}
        popovertarget="emoji">${icon('smile')}</button>
      <div id="emoji" class="emoji" popover role="dialog" aria-label=${t('emoji')} @toggle=${this.#toggled} @keydown=${this.#key}>
        ${this.open ? GROUPS.map((group) => this.#group(group)) : ''}</div>`;
  }

  /** @param {{name: string, all: string[]}} group */
  #group({ name, all }) {
    return html`<p id=${name}>${t(name)}</p>
      <div role="group" aria-labelledby=${name}>${all.map((one, index) => html`<button type="button" tabindex=${index === 0 ? 0 : -1}
        @click=${() => this.#choose(one)}>${one}</button>`)}</div>`;
  }

  /** @param {ToggleEvent} event */
  async #toggled(event) {
    this.open = event.newState === 'open';
    await this.updateComplete;
    if (this.open) {
      this.find('.emoji button').focus();
    }
  }

  /** @param {string} emoji */
  #choose(emoji) {
    this.find('.emoji').hidePopover();
    this.dispatchEvent(new CustomEvent('emoji', { detail: emoji }));
  }

  /** The arrows go through all of them, as they are seen. @param {KeyboardEvent} event */
  #key(event) {
    const all = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('.emoji button')]);
    const here = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = here < 0 ? undefined : this.#next(event.key, all, here);
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }

  /** @param {string} key @param {HTMLElement[]} all @param {number} here @returns {HTMLElement | undefined} */
  #next(key, all, here) {
    const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (key === 'ArrowRight' || key === 'ArrowLeft') {
      return all[here + (key === forward ? 1 : -1)];
    }
    const { offsetTop, offsetLeft } = all[here];
    const column = (/** @type {HTMLElement} */ one) => Math.abs(one.offsetLeft - offsetLeft) < 4;
    return key === 'ArrowDown'
      ? all.find((one) => one.offsetTop > offsetTop && column(one))
      : key === 'ArrowUp' ? all.findLast((one) => one.offsetTop < offsetTop && column(one)) : undefined;
  }
}
customElements.define('emoji-picker', EmojiPicker);
