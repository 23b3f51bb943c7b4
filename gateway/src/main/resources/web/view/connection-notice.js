// @ts-check
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { View } from './view.js';

/** A connection that comes back this soon is nobody's business. */
const PATIENCE_MS = 2_500;
const TICK_MS = 1_000;

/** Says that there is no connection, once that has lasted a moment. */
export class ConnectionNotice extends View {
  #timer = 0;

  connectedCallback() {
    super.connectedCallback();
    this.#timer = window.setInterval(() => this.store.connection.state !== 'online' && this.requestUpdate(), TICK_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  /** That it is so is said aloud, the seconds that pass are not. */
  render() {
    const { state, reason, since } = this.store.connection;
    if (state === 'stopped' && reason === 'replaced') {
      return html`<p class="connection" role="status">${t('tooManyWindows')}
        <button class="link" @click=${() => this.actions.reconnect()}>${t('useHere')}</button></p>`;
    }
    const quiet = state === 'online' || state === 'stopped' || Date.now() - since < PATIENCE_MS;
    return quiet ? nothing : html`<p class="connection" role="status">${this.#words()}</p>`;
  }

  #words() {
    const { state, nextAttemptAt } = this.store.connection;
    const seconds = Math.ceil((nextAttemptAt - Date.now()) / 1_000);
    if (state !== 'waiting' || seconds < 2) {
      return t('connecting');
    }
    return html`<span aria-live="off">${t('noConnection', { n: seconds })}</span>
      <button class="link" @click=${() => this.actions.reconnect()}>${t('tryNow')}</button>`;
  }
}
customElements.define('connection-notice', ConnectionNotice);
