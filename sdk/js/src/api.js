// @ts-check
/** @import {Me, Person, Device} from './types.js' */
import { Refusal, unanswered } from './errors.js';
import { oneAtATime } from './locks.js';

const REFRESH_LOCK = 'parley-refresh';
const REFRESHED_AT = 'parley.refreshedAt';
const REFRESHED_FOR = 'parley.refreshedForMs';
const ANSWER_TIMEOUT_MS = 15_000;
/** Well within the time for which the server forgives a refresh token that was used before. */
const REFRESH_TIMEOUT_MS = 5_000;
const LOOKUP_MAX = 200;

/**
 * The HTTP API. The tokens are cookies that this code never sees. A request that is refused for its token is tried once more
 * with a fresh one.
 */
export class Api {
  /** Told for how long the access token is good, by the server's clock, whenever that is heard. @type {(ms: number) => void} */
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
    localStorage.removeItem(REFRESHED_FOR);
  }

  /** @returns {Promise<Me>} */
  me() {
    return this.#call('GET', '/v1/me');
  }

  /** @returns {Promise<{socketUrl: string, limits?: Partial<import('./limits.js').Limits>}>} */
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
   * Gets fresh tokens, if somebody signed in here. A refresh token works once, and all tabs share it: one tab at a time, and
   * whoever waited takes what the other got.
   *
   * @returns {Promise<boolean>} false when signed out; fails when the server is out of reach
   */
  async renew() {
    if (localStorage.getItem(REFRESHED_AT) === null) {
      return false;
    }
    const asked = Date.now();
    return oneAtATime(REFRESH_LOCK, async () => {
      if (Number(localStorage.getItem(REFRESHED_AT)) >= asked) {
        this.onExpiry(Number(localStorage.getItem(REFRESHED_FOR)));
        return true;
      }
      try {
        await this.#fetch('POST', '/v1/sessions/refresh', {}, REFRESH_TIMEOUT_MS);
        localStorage.setItem(REFRESHED_AT, String(Date.now()));
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
    localStorage.setItem(REFRESHED_AT, String(Date.now()));
    return session;
  }

  /** @param {number} expiresAt @param {string | null} date the moment of the answer; our own clock may be far from the server's */
  #expires(expiresAt, date) {
    const now = Date.parse(date ?? '') || Date.now();
    localStorage.setItem(REFRESHED_FOR, String(expiresAt - now));
    this.onExpiry(expiresAt - now);
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

  /** @param {string} method @param {string} path @param {object} [body] @param {number} [timeoutMs] @returns {Promise<any>} */
  async #fetch(method, path, body, timeoutMs = ANSWER_TIMEOUT_MS) {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => {
      throw unanswered();
    });
    const text = await response.text().catch(() => {
      throw unanswered();
    });
    if (!response.ok) {
      throw refusalOf(response.status, text);
    }
    const answer = text ? JSON.parse(text) : undefined;
    if (answer?.accessExpiresAt) {
      this.#expires(answer.accessExpiresAt, response.headers.get('Date'));
    }
    return answer;
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
