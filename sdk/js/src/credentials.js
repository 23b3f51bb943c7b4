// @ts-check
/** @import {Http} from './http.js' */
/** @import {Session} from './types.js' */
import { Refusal, unanswered } from './errors.js';
import { oneAtATime } from './locks.js';

/**
 * How a client shows who it is.
 *
 * @typedef {object} Credentials
 * @property {() => string | undefined} token the access token; undefined where it is a cookie that no script sees
 * @property {(http: Http) => Promise<boolean>} renew gets a fresh one; false when signed out; fails when out of reach
 * @property {(ms: number) => void} lasts told for how long the present one is good
 * @property {() => void} forget
 */

const REFRESH = '/v1/sessions/refresh';
const REFRESH_LOCK = 'parley-refresh';
const REFRESHED_AT = 'parley.refreshedAt';
const REFRESHED_FOR = 'parley.refreshedForMs';
/** Well within the time for which the server forgives a refresh token that was used before. */
const REFRESH_TIMEOUT_MS = 5_000;

/**
 * The cookies of a page of the server's own site. A refresh token works once, and all tabs share it: one tab at a time, and
 * whoever waited takes what the other got.
 *
 * @implements {Credentials}
 */
export class Cookies {
  token() {
    return undefined;
  }

  /** Somebody signed in here. */
  begun() {
    localStorage.setItem(REFRESHED_AT, String(Date.now()));
  }

  /** @param {Http} http @returns {Promise<boolean>} */
  async renew(http) {
    if (localStorage.getItem(REFRESHED_AT) === null) {
      return false;
    }
    const asked = Date.now();
    return oneAtATime(REFRESH_LOCK, async () => {
      if (Number(localStorage.getItem(REFRESHED_AT)) >= asked) {
        http.onExpiry(Number(localStorage.getItem(REFRESHED_FOR)));
        return true;
      }
      return refreshed(async () => {
        await http.fetch('POST', REFRESH, { body: {}, timeoutMs: REFRESH_TIMEOUT_MS });
        this.begun();
      });
    });
  }

  /** @param {number} ms */
  lasts(ms) {
    localStorage.setItem(REFRESHED_FOR, String(ms));
  }

  forget() {
    localStorage.removeItem(REFRESHED_AT);
    localStorage.removeItem(REFRESHED_FOR);
  }
}

/** The tokens of a session, as logging in answers them. @implements {Credentials} */
export class Tokens {
  #session;
  #save;

  /**
   * @param {Session} session
   * @param {(session: Session) => void | Promise<void>} [save] keeps what must be given the next time: a refresh token works once
   */
  constructor(session, save = () => {}) {
    this.#session = session;
    this.#save = save;
  }

  token() {
    return this.#session.accessToken;
  }

  /** @param {Http} http @returns {Promise<boolean>} */
  renew(http) {
    return refreshed(async () => {
      const body = { refreshToken: this.#session.refreshToken };
      this.#session = await http.fetch('POST', REFRESH, { body, timeoutMs: REFRESH_TIMEOUT_MS });
      await this.#save(this.#session);
    });
  }

  lasts() {}

  forget() {}
}

/** Tokens that somebody else issues: an identity provider, or one's own server with the service API. @implements {Credentials} */
export class IssuedTokens {
  /** @type {string | undefined} */
  #token;
  #issue;

  /** @param {() => Promise<string | undefined>} issue a fresh token; undefined when signed out; fails when out of reach */
  constructor(issue) {
    this.#issue = issue;
  }

  token() {
    return this.#token;
  }

  /** Also has the server say for how long it is good: the next one is asked for in time by that. @param {Http} http */
  async renew(http) {
    const token = await this.#issue().catch(() => {
      throw unanswered();
    });
    this.#token = token;
    if (token !== undefined) {
      http.fetch('GET', '/v1/me', { token }).catch(() => {});
    }
    return token !== undefined;
  }

  lasts() {}

  forget() {
    this.#token = undefined;
  }
}

/** @param {() => Promise<void>} refresh @returns {Promise<boolean>} */
async function refreshed(refresh) {
  try {
    await refresh();
    return true;
  } catch (error) {
    if (error instanceof Refusal && !error.retryable) {
      return false;
    }
    throw error;
  }
}
