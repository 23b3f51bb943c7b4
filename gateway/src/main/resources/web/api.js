// @ts-check
/** @import {Me, Person, Device} from './types.js' */
import { Refusal, unanswered } from './errors.js';

const REFRESH_LOCK = 'parley-refresh';
const REFRESHED_AT = 'parley.refreshedAt';
const LOOKUP_MAX = 200;

/**
 * The HTTP API. The tokens are cookies that this code never sees. A request that is refused for its token is tried once more
 * with a fresh one.
 */
export class Api {
  /** Told when the access token runs out (epoch ms), after every log-in and refresh. @type {(expiresAt: number) => void} */
  onExpiry = () => {};

  /** @param {string} name @param {string} password @param {string} displayName @returns {Promise<Me>} */
  signUp(name, password, displayName) {
    const shown = displayName.trim() ? { displayName: displayName.trim() } : {};
    return this.#begin('/v1/accounts', { name, password, ...shown });
  }

  /** @param {string} name @param {string} password @returns {Promise<Me>} */
  logIn(name, password) {
    return this.#begin('/v1/sessions', { name, password });
  }

  async logOut() {
    await this.#call('DELETE', '/v1/sessions/current').catch((error) => {
      if (error.code !== 'unauthenticated') {
        throw error;
      }
    });
    localStorage.removeItem(REFRESHED_AT);
  }

  /** @returns {Promise<Me>} */
  me() {
    return this.#call('GET', '/v1/me');
  }

  /** @returns {Promise<{socketUrl: string}>} */
  config() {
    return this.#call('GET', '/v1/config');
  }

  /** @returns {Promise<Device[]>} */
  async devices() {
    const answer = await this.#call('GET', '/v1/devices');
    return answer.devices ?? answer;
  }

  /** @param {string} device */
  revoke(device) {
    return this.#call('DELETE', `/v1/devices/${encodeURIComponent(device)}`);
  }

  /** @param {string} query @returns {Promise<Person[]>} */
  async search(query) {
    const answer = await this.#call('GET', `/v1/users?query=${encodeURIComponent(query)}&limit=20`);
    return answer.users ?? answer;
  }

  /** @param {string[]} users at most 200 @returns {Promise<Person[]>} */
  async lookup(users) {
    const answer = await this.#call('POST', '/v1/users/lookup', { users: users.slice(0, LOOKUP_MAX) });
    return answer.users ?? answer;
  }

  /**
   * Gets fresh tokens, if somebody signed in here. A refresh token works once, and all tabs share it: one tab at a time, and whoever waited takes what the
   * other got.
   *
   * @returns {Promise<boolean>} false when signed out; fails when the server is out of reach
   */
  async renew() {
    if (localStorage.getItem(REFRESHED_AT) === null) {
      return false;
    }
    const asked = Date.now();
    return navigator.locks.request(REFRESH_LOCK, async () => {
      if (Number(localStorage.getItem(REFRESHED_AT)) >= asked) {
        return true;
      }
      try {
        this.#note(await this.#fetch('POST', '/v1/sessions/refresh', {}));
        return true;
      } catch (error) {
        if (error instanceof Refusal && !error.retryable) {
          return false;
        }
        throw error;
      }
    });
  }

  /** @param {string} path @param {object} body @returns {Promise<Me>} */
  async #begin(path, body) {
    const session = await this.#fetch('POST', path, { ...body, cookies: true, deviceName: deviceName() });
    this.#note(session);
    return session;
  }

  /** @param {{accessExpiresAt?: number}} session */
  #note(session) {
    localStorage.setItem(REFRESHED_AT, String(Date.now()));
    if (session?.accessExpiresAt) {
      this.onExpiry(session.accessExpiresAt);
    }
  }

  /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>} */
  async #call(method, path, body) {
    try {
      return await this.#fetch(method, path, body);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unauthenticated' && (await this.renew())) {
        return this.#fetch(method, path, body);
      }
      throw error;
    }
  }

  /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>} */
  async #fetch(method, path, body) {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : undefined,
    }).catch(() => {
      throw unanswered();
    });
    const text = await response.text().catch(() => '');
    if (!response.ok) {
      throw refusalOf(response.status, text);
    }
    return text ? JSON.parse(text) : undefined;
  }
}

/** @param {number} status @param {string} text */
function refusalOf(status, text) {
  try {
    return new Refusal(JSON.parse(text));
  } catch {
    return new Refusal(status === 401 ? { code: 'unauthenticated' } : { code: 'unavailable', retryable: status >= 500 });
  }
}

/** @returns {string} a name by which a person recognises this browser in the list of devices */
function deviceName() {
  const agent = navigator.userAgent;
  const browser = ['Firefox', 'Edg', 'Chrome', 'Safari'].find((name) => agent.includes(`${name}/`)) ?? 'Browser';
  const system = ['Android', 'iPhone', 'Windows', 'Mac OS', 'Linux'].find((name) => agent.includes(name)) ?? '';
  return `${browser === 'Edg' ? 'Edge' : browser}${system ? ` on ${system}` : ''}`;
}
