// @ts-check
/** @import {Account, Client} from 'parley-client' */
/** @import {AppStore} from './app-store.js' */
import { connect, logIn, signUp } from 'parley-client';

const CHANNEL = 'parley-session';

/** From signing in to signing out. All tabs of the browser follow each other. */
export class Session {
  /** @type {Client | undefined} undefined when signed out */
  client;
  #store;
  #channel = new BroadcastChannel(CHANNEL);

  /** @param {AppStore} store */
  constructor(store) {
    this.#store = store;
    this.#channel.onmessage = () => window.location.reload();
  }

  /** Goes on with the session that the browser has, if there is one. */
  async resume() {
    try {
      await this.#begin();
    } catch {
      this.#store.enter('signed_out');
    }
  }

  /** @param {Account} account fails with what went wrong */
  signUp(account) {
    return this.#signIn(signUp({ ...account, cookies: true, deviceName: deviceName() }));
  }

  /** @param {Account} account fails with what went wrong */
  logIn(account) {
    return this.#signIn(logIn({ ...account, cookies: true, deviceName: deviceName() }));
  }

  async signOut() {
    await this.client?.signOut();
    this.#end('');
    this.#channel.postMessage('signed out');
  }

  /** @param {Promise<any>} signed */
  async #signIn(signed) {
    await signed;
    await this.#begin();
    this.#channel.postMessage('signed in');
  }

  async #begin() {
    const ended = (/** @type {string} */ reason) => reason !== 'replaced' && this.#end(reason);
    this.client = await connect({ session: 'cookies', store: this.#store, ended });
    this.#store.enter('signed_in');
  }

  /** @param {string} reason */
  #end(reason) {
    this.client?.close();
    this.client = undefined;
    this.#store.clear();
    this.#store.enter('signed_out');
    this.#store.say(reason === 'revoked' ? 'This device was signed out.' : '');
  }
}

/** @returns {string} a name by which a person recognises this browser in the list of devices */
function deviceName() {
  const agent = navigator.userAgent;
  const browser = ['Firefox', 'Edg', 'Chrome', 'Safari'].find((name) => agent.includes(`${name}/`)) ?? 'Browser';
  const system = ['Android', 'iPhone', 'Windows', 'Mac OS', 'Linux'].find((name) => agent.includes(name)) ?? '';
  return `${browser === 'Edg' ? 'Edge' : browser}${system ? ` on ${system}` : ''}`;
}
