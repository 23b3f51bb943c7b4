// @ts-check
import { html, nothing } from 'lit';
import { Refusal } from 'parley-client';
import { inWords } from '../errors.js';
import { t } from '../i18n.js';
import { View } from './view.js';

const NAME_LEAST = 3;
const PASSWORD_LEAST = 8;

/** Logging in, and signing up on the same page. */
export class SignInView extends View {
  static properties = { ...View.properties, signingUp: { state: true }, busy: { state: true }, problem: { state: true } };

  constructor() {
    super();
    this.signingUp = false;
    this.busy = false;
    this.problem = '';
  }

  render() {
    const { nameChars, displayNameUnits, passwordUnits } = this.store.limits;
    return html`<main class="sign-in">
      <form class="card" @submit=${this.#submit} aria-labelledby="sign-in-title">
        <img src="/favicon.svg" alt="" width="48" height="48">
        <h1 id="sign-in-title">${t(this.signingUp ? 'createAccount' : 'welcome')}</h1>
        ${this.store.notice ? html`<p class="hint">${this.store.notice}</p>` : nothing}
        <label>${t('name')}
          <input name="name" dir="ltr" required pattern="[a-z0-9_.\\-]{${NAME_LEAST},${nameChars}}" minlength=${NAME_LEAST} maxlength=${nameChars}
            autocomplete="username" autocapitalize="none" spellcheck="false"
            aria-describedby=${this.signingUp ? 'name-rule' : nothing} @input=${lowerCase}></label>
        ${this.#hint('name-rule', t('nameRule', { least: NAME_LEAST, most: nameChars }))}
        ${this.signingUp
          ? html`<label>${t('shownAs')} <span class="optional">${t('optional')}</span>
              <input name="displayName" maxlength=${displayNameUnits} autocomplete="name"></label>`
          : nothing}
        <label>${t('password')}
          <input name="password" type="password" required minlength=${PASSWORD_LEAST} maxlength=${passwordUnits}
            autocomplete=${this.signingUp ? 'new-password' : 'current-password'} aria-describedby=${this.signingUp ? 'password-rule' : nothing}></label>
        ${this.#hint('password-rule', t('passwordRule', { least: PASSWORD_LEAST }))}
        <p class="problem" role="alert">${this.problem}</p>
        <button class="primary" ?disabled=${this.busy}>${t(this.signingUp ? 'signUp' : 'logIn')}</button>
        <p class="hint">${t(this.signingUp ? 'haveAccount' : 'newHere')}
          <button type="button" class="link" @click=${this.#turn}>${t(this.signingUp ? 'logIn' : 'createAccount')}</button></p>
      </form>
    </main>`;
  }

  /** @param {string} id @param {string} words what is asked of something new */
  #hint(id, words) {
    return this.signingUp ? html`<small id=${id}>${words}</small>` : nothing;
  }

  firstUpdated() {
    this.find('input[name=name]').focus();
  }

  #turn() {
    this.signingUp = !this.signingUp;
    this.problem = '';
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const value = (/** @type {string} */ name) => String(fields.get(name) ?? '');
    this.busy = true;
    this.problem = '';
    try {
      if (this.signingUp) {
        await this.actions.signUp(value('name'), value('password'), value('displayName'));
      } else {
        await this.actions.logIn(value('name'), value('password'));
      }
    } catch (error) {
      this.problem = error instanceof Refusal && error.code === 'bad_frame' ? error.message : inWords(error);
    } finally {
      this.busy = false;
    }
  }
}

/** @param {InputEvent} event names have small letters only; a phone likes to begin with a capital one */
function lowerCase(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  if (input.value !== input.value.toLowerCase()) {
    input.value = input.value.toLowerCase();
  }
}
customElements.define('sign-in', SignInView);
