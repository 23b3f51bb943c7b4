// @ts-check
/** @import {Clock} from './clock.js' */
import { systemClock } from './clock.js';
import { Refusal, unanswered } from './errors.js';

const ANSWER_TIMEOUT_MS = 15_000;

/** Single requests to the HTTP API. */
export class Http {
  /** Told for how long the access token is good, by the server's clock, whenever that is heard. @type {(ms: number) => void} */
  onExpiry = () => {};
  #url;
  #clock;

  /** @param {string} [url] of a node or what stands before the nodes; empty for the server that a page came from @param {Clock} [clock] */
  constructor(url = '', clock = systemClock) {
    this.#url = url.replace(/\/$/, '');
    this.#clock = clock;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [more]
   * @param {object} [more.body]
   * @param {string} [more.token] what shows who asks; a page of the server's own site leaves it to the cookies
   * @param {number} [more.timeoutMs]
   * @returns {Promise<any>} the answer; fails with a {@link Refusal}
   */
  async fetch(method, path, { body, token, timeoutMs = ANSWER_TIMEOUT_MS } = {}) {
    const given = new AbortController();
    const timer = this.#clock.later(() => given.abort(), timeoutMs);
    try {
      const response = await fetch(this.#url + path, {
        method,
        credentials: 'same-origin',
        cache: 'no-store',
        headers: { ...(body && { 'Content-Type': 'application/json' }), ...(token && { Authorization: `Bearer ${token}` }) },
        body: body && JSON.stringify(body),
        signal: given.signal,
      });
      return this.#read(response, await response.text());
    } catch (error) {
      throw error instanceof Refusal ? error : unanswered();
    } finally {
      this.#clock.cancel(timer);
    }
  }

  /** @param {Response} response @param {string} text */
  #read(response, text) {
    if (!response.ok) {
      throw refusalOf(response.status, text);
    }
    const answer = text ? JSON.parse(text) : undefined;
    if (answer?.accessExpiresAt) {
      // Our own clock may be far from the server's.
      const now = Date.parse(response.headers.get('Date') ?? '') || this.#clock.now();
      this.onExpiry(answer.accessExpiresAt - now);
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
