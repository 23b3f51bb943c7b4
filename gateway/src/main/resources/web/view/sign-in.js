// @ts-check
import { html, nothing } from 'lit';
import { Refusal } from 'parley-client';
import { inWords } from '../words.js';
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
        <h1 id="sign-in-title">${this.signingUp ? 'Create an account' : 'Welcome to Parley'}</h1>
        ${this.store.notice ? html`<p class="hint">${this.store.notice}</p>` : nothing}
        <label>Name
          <input name="name" required pattern="[a-z0-9_.\\-]{${NAME_LEAST},${nameChars}}" minlength=${NAME_LEAST} maxlength=${nameChars}
            autocomplete="username" autocapitalize="none" spellcheck="false"
            title="${NAME_LEAST} to ${nameChars} small letters, digits, dots, dashes or underscores" @input=${lowerCase}></label>
        ${this.signingUp
          ? html`<label>Shown as <span class="optional">optional</span>
              <input name="displayName" maxlength=${displayNameUnits} autocomplete="name"></label>`
          : nothing}
        <label>Password
          <input name="password" type="password" required minlength=${PASSWORD_LEAST} maxlength=${passwordUnits}
            autocomplete=${this.signingUp ? 'new-password' : 'current-password'}></label>
        <p class="problem" role="alert">${this.problem}</p>
        <button class="primary" ?disabled=${this.busy}>${this.signingUp ? 'Sign up' : 'Log in'}</button>
        <p class="hint">${this.signingUp ? 'You have an account?' : 'New here?'}
          <button type="button" class="link" @click=${this.#turn}>${this.signingUp ? 'Log in' : 'Create an account'}</button></p>
      </form>
    </main>`;
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
