// @ts-check
/** @import {Frame} from './types.js' */
import { systemClock } from './clock.js';
import { Refusal, unanswered } from './errors.js';

const ANSWER_TIMEOUT_MS = 15_000;

/** The requests of one connection that have no reply yet. */
export class Requests {
  #nextId = 1;
  /** @type {Map<number, {resolve: (reply: Frame) => void, reject: (error: Refusal) => void, timer: any}>} */
  #open = new Map();
  #clock;

  constructor(clock = systemClock) {
    this.#clock = clock;
  }

  get size() {
    return this.#open.size;
  }

  /**
   * @param {(id: number) => void} send given the id that the request must carry
   * @param {number} [within] how long it may take, in milliseconds
   * @returns {Promise<Frame>} the reply; fails with a {@link Refusal}
   */
  ask(send, within = ANSWER_TIMEOUT_MS) {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = this.#clock.later(() => this.#settle(id)?.reject(unanswered()), within);
      this.#open.set(id, { resolve, reject, timer });
      send(id);
    });
  }

  /** @param {Frame} reply */
  answer(reply) {
    const request = this.#settle(reply.id);
    if (reply.type === 'error') {
      request?.reject(new Refusal(/** @type {any} */ (reply)));
    } else {
      request?.resolve(reply);
    }
  }

  /** The connection is gone: nobody will answer any more. */
  abandon() {
    for (const id of [...this.#open.keys()]) {
      this.#settle(id)?.reject(unanswered());
    }
  }

  /** @param {number} id */
  #settle(id) {
    const request = this.#open.get(id);
    this.#open.delete(id);
    this.#clock.cancel(request?.timer);
    return request;
  }
}
