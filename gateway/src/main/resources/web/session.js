// @ts-check
/** @import {Account, Client} from 'parley-client' */
/** @import {AppStore} from './app-store.js' */
/** @import {Drafts} from './drafts.js' */
import { connect, indexedDbCache, logIn, signUp } from 'parley-client';
import { t } from './i18n.js';

const CHANNEL = 'parley-session';

/** From signing in to signing out. All tabs of the browser follow each other. */
export class Session {
  /** @type {Client | undefined} undefined when signed out */
  client;
  #store;
  #drafts;
  #cache = indexedDbCache();
  #channel = new BroadcastChannel(CHANNEL);

  /** @param {AppStore} store @param {Drafts} drafts */
  constructor(store, drafts) {
    this.#store = store;
    this.#drafts = drafts;
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
    await this.#end('');
    this.#channel.postMessage('signed out');
  }

  /** @param {Promise<any>} signed */
  async #signIn(signed) {
    await signed;
    await this.#forget();
    await this.#begin();
    this.#channel.postMessage('signed in');
  }

  async #begin() {
    let over = false;
    const ended = (/** @type {string} */ reason) => {
      over = reason !== 'replaced';
      return over && this.#end(reason);
    };
    const client = await connect({ session: 'cookies', store: this.#store, cache: this.#cache, ended });
    if (over) {
      client.close();
      return;
    }
    this.client = client;
    this.#store.enter('signed_in');
  }

  /** @param {string} reason */
  async #end(reason) {
    this.client?.close();
    this.client = undefined;
    this.#drafts.clear();
    this.#store.clear();
    this.#store.enter('signed_out');
    this.#store.say(reason === 'revoked' ? t('signedOutHere') : '');
    await this.#forget();
  }

  /** A browser that keeps nothing has nothing to forget. */
  #forget() {
    return this.#cache.clear().catch(() => {});
  }
}

/** @returns {string} a name by which a person recognises this browser in the list of devices */
function deviceName() {
  const agent = navigator.userAgent;
  const found = ['Firefox', 'Edg', 'Chrome', 'Safari'].find((name) => agent.includes(`${name}/`)) ?? 'Browser';
  const browser = found === 'Edg' ? 'Edge' : found;
  const system = ['Android', 'iPhone', 'Windows', 'Mac OS', 'Linux'].find((name) => agent.includes(name));
  return system ? t('browserOn', { browser, system }) : browser;
}
