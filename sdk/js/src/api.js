// @ts-check
/** @import {Credentials} from './credentials.js' */
/** @import {Limits} from './limits.js' */
/** @import {Me, Person, Device, Session} from './types.js' */
import { Cookies } from './credentials.js';
import { Refusal } from './errors.js';
import { Http } from './http.js';

const LOOKUP_MAX = 200;

/**
 * What to sign up or log in with.
 *
 * @typedef {object} Account
 * @property {string} [url] where Parley is; a page of its own site leaves it out
 * @property {string} name 3 to 32 characters of `[a-z0-9_.-]`
 * @property {string} password 8 to 256 UTF-16 units
 * @property {string} [displayName] how to be called; for signing up only
 * @property {string} [deviceName] how this device is called in the list of devices
 * @property {boolean} [cookies] for a page of the server's own site, which never sees its tokens then
 */

/** A new account. @param {Account} account @returns {Promise<Session>} fails with a Refusal */
export function signUp(account) {
  return begin('/v1/accounts', account);
}

/** Signs in with a name and a password. @param {Account} account @returns {Promise<Session>} fails with a Refusal */
export function logIn({ displayName, ...account }) {
  return begin('/v1/sessions', account);
}

/** @param {string} path @param {Account} account */
async function begin(path, { url, ...body }) {
  const session = await new Http(url).fetch('POST', path, { body });
  if (body.cookies) {
    new Cookies().begun();
  }
  return session;
}

/** The HTTP API for somebody who is signed in. A request that is refused for its token is tried once more with a fresh one. */
export class Api {
  #http;
  #credentials;
  /** @type {Promise<boolean> | undefined} */
  #renewing;

  /** @param {Http} http @param {Credentials} credentials */
  constructor(http, credentials) {
    this.#http = http;
    this.#credentials = credentials;
  }

  /** Logs this device out. @internal */
  async logOut() {
    await this.#call('DELETE', '/v1/sessions/current').catch((error) => {
      if (error.code !== 'unauthenticated') {
        throw error;
      }
    });
    this.#credentials.forget();
  }

  /** Whom the token is of. @returns {Promise<Me>} */
  me() {
    return this.#call('GET', '/v1/me');
  }

  /** Changes how one is called. @param {string} displayName empty to be called by one's name @returns {Promise<Me>} as it is stored */
  rename(displayName) {
    return this.#call('PATCH', '/v1/me', { displayName });
  }

  /** Where the socket is, and what the server takes. @internal @returns {Promise<{socketUrl: string, limits?: Partial<Limits>}>} */
  config() {
    return this.#http.fetch('GET', '/v1/config');
  }

  /** The devices that are signed in as this user. @returns {Promise<Device[]>} */
  async devices() {
    return (await this.#call('GET', '/v1/devices')).devices;
  }

  /** Signs a device out, and ends its connections. @param {string} device @returns {Promise<void>} */
  revoke(device) {
    return this.#call('DELETE', `/v1/devices/${encodeURIComponent(device)}`);
  }

  /** Those whose name begins like this, at most 20. @param {string} query @returns {Promise<Person[]>} */
  async search(query) {
    return (await this.#call('GET', `/v1/users?query=${encodeURIComponent(query)}&limit=20`)).users;
  }

  /** Those of these users that exist. @param {string[]} users at most 200 @returns {Promise<Person[]>} */
  async lookup(users) {
    return (await this.#call('POST', '/v1/users/lookup', { users: users.slice(0, LOOKUP_MAX) })).users;
  }

  /** @internal @returns {Promise<boolean>} whether there is a fresh token; false when signed out; fails when the server is out of reach */
  renew() {
    this.#renewing ??= this.#credentials.renew(this.#http).finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  /** A fresh one instead of a token that is over, unless somebody got one meanwhile. @internal @param {string | undefined} token */
  async renewed(token) {
    return (token !== undefined && this.#credentials.token() !== token) || this.renew();
  }

  /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>} */
  async #call(method, path, body) {
    const token = this.#credentials.token();
    const ask = () => this.#http.fetch(method, path, { body, token: this.#credentials.token() });
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unauthenticated' && (await this.renewed(token))) {
        return ask();
      }
      throw error;
    }
  }
}
