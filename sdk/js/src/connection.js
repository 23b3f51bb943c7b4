// @ts-check
/** @import {ConnectionState, Frame} from './types.js' */
import { Backoff } from './backoff.js';
import { systemClock } from './clock.js';
import { Refusal, unanswered } from './errors.js';
import { Line } from './line.js';

/** A node greets clients in turn: when all come at once, the last ones wait. */
const WELCOME_MS = 30_000;
const DRAIN_MS = 5_000;
const DRAIN_POLL_MS = 100;
const CLOSE = { unauthenticated: 4001, revoked: 4003, replaced: 4006 };

/**
 * The live connection to the server, opened again for as long as it is wanted. Knows sockets and the protocol's frames, and
 * nothing of pages. Its listener is told `state` (how it is going), `welcome`, `synced`, and `push` for every other frame
 * that is no reply.
 */
export class Connection {
  /** @type {ConnectionState} */
  state = 'stopped';
  /** Why it stopped: '', 'signed_out', 'revoked' or 'replaced'. */
  reason = '';
  /** When the next attempt is due (epoch ms), while waiting. */
  nextAttemptAt = 0;

  #options;
  #clock;
  #backoff;
  /** @type {Line | undefined} */
  #line;
  /** What the line is to be followed by when the node asked to be left: the line goes on until this one is welcomed. @type {Line | undefined} */
  #next;
  #attempt = 0;
  /** Whether the access token is known to be over, and no fresh one could be had yet. */
  #expired = false;
  /** @type {any} */
  #retryTimer;

  /**
   * @param {object} options
   * @param {() => Promise<string>} options.address where the socket is
   * @param {() => object} options.hello what this client has, for the first frame
   * @param {(expired: boolean) => Promise<boolean>} options.signedIn makes sure that the access token is good, or gets a fresh
   *   one if it is known to have expired; false when signed out; fails when out of reach
   * @param {(event: 'state' | 'welcome' | 'synced' | 'push', frame?: Frame) => void} options.listener
   * @param {(address: string) => WebSocket} [options.open]
   * @param {() => number} [options.random]
   * @param {import('./clock.js').Clock} [options.clock]
   */
  constructor(options) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#backoff = new Backoff(options.random);
  }

  start() {
    this.reason = '';
    this.#connect();
  }

  /** @param {string} [reason] why, when it was not asked for */
  stop(reason = '') {
    this.#drop();
    this.reason = reason;
    this.#enter('stopped');
  }

  /** The network may be back, or somebody looks at the page: try now rather than later, and find out whether the line is dead. */
  nudge() {
    if (this.state === 'waiting') {
      this.#connect();
    } else {
      this.#line?.probe();
    }
  }

  /** Goes on with a new socket, for instance after the access token was renewed. */
  reopen() {
    this.#expired = false;
    const left = this.#line;
    this.#whenAnswered(left, 0, () => left && left === this.#line && this.#connect());
  }

  /** @param {Frame} frame without its id @returns {Promise<Frame>} the reply; fails with a {@link Refusal} */
  request(frame) {
    return this.live && this.#line ? this.#line.request(frame) : Promise.reject(unanswered());
  }

  /** @param {Frame} frame one that is not answered; dropped when there is no connection */
  tell(frame) {
    if (this.live) {
      this.#line?.tell(frame);
    }
  }

  /** Whether requests can be made now. */
  get live() {
    return this.state === 'online' || this.state === 'syncing';
  }

  async #connect() {
    this.#drop();
    this.#enter('connecting');
    if (this.#expired) {
      return this.#authenticate(true);
    }
    const attempt = this.#attempt;
    const address = await this.#options.address().catch(() => '');
    if (attempt !== this.#attempt) {
      return;
    }
    if (address) {
      this.#line = this.#open(address);
    } else {
      this.#wait();
    }
  }

  /** Opens the next line, and leaves this one only when that is welcomed: whoever talks meanwhile does not notice. */
  async #move() {
    const attempt = this.#attempt;
    const address = await this.#options.address().catch(() => '');
    if (attempt !== this.#attempt || this.#next) {
      return;
    }
    if (address) {
      this.#next = this.#open(address);
    } else {
      this.#moveLater();
    }
  }

  /** Where nobody lets this client in, it stays until it is turned away. */
  #moveLater() {
    const attempt = this.#attempt;
    this.#next = undefined;
    this.#clock.later(() => attempt === this.#attempt && this.#move(), this.#backoff.next());
  }

  /** @param {string} address @returns {Line} */
  #open(address) {
    const socket = (this.#options.open ?? ((url) => new WebSocket(url)))(address);
    /** @type {Line} */
    const line = new Line(socket, {
      opened: () => this.#greet(line),
      frame: (frame) => line === this.#line && this.#receive(frame),
      ended: (code, opened) => this.#lost(line, code, opened),
    }, this.#clock);
    return line;
  }

  /** @param {Line} line */
  async #greet(line) {
    try {
      const welcome = await line.request({ type: 'hello', version: 1, ...this.#options.hello() }, WELCOME_MS);
      line.heartbeatMs = welcome.heartbeatMs ?? line.heartbeatMs;
      if (line === this.#next) {
        this.#changeOver();
      }
      if (line === this.#line) {
        this.#enter('syncing');
        this.#options.listener('welcome', welcome);
      }
    } catch (error) {
      const unauthenticated = error instanceof Refusal && error.code === 'unauthenticated';
      this.#lost(line, unauthenticated ? CLOSE.unauthenticated : 0, true);
    }
  }

  /** Goes on with the next line, and closes the one before when it has answered. */
  #changeOver() {
    const left = this.#line;
    this.#line = this.#next;
    this.#next = undefined;
    this.#attempt += 1;
    this.#whenAnswered(left, 0, () => left?.close());
  }

  /** @param {Frame} frame */
  #receive(frame) {
    if (frame.type === 'goaway') {
      this.#leave(frame.reconnectAfterMs ?? 0);
    } else if (frame.type === 'synced') {
      this.#backoff.reset();
      this.#enter('online');
      this.#options.listener('synced', frame);
    } else {
      this.#options.listener('push', frame);
    }
  }

  /** The node wants to be left: at the time it names. @param {number} afterMs */
  #leave(afterMs) {
    const left = this.#line;
    this.#whenAnswered(left, afterMs, () => left === this.#line && this.#move());
  }

  /**
   * Does something after a time, and not while somebody waits for an answer on a line.
   *
   * @param {Line | undefined} line @param {number} afterMs @param {() => void} then
   */
  #whenAnswered(line, afterMs, then) {
    const latest = this.#clock.now() + afterMs + DRAIN_MS;
    const look = () => {
      if (line && line.waiting > 0 && this.#clock.now() < latest) {
        this.#clock.later(look, DRAIN_POLL_MS);
      } else {
        then();
      }
    };
    this.#clock.later(look, afterMs);
  }

  /** @param {Line} line @param {number} code @param {boolean} opened whether its socket had opened */
  #lost(line, code, opened) {
    const revoked = code === CLOSE.revoked;
    if (line === this.#next && !revoked) {
      line.close();
      this.#moveLater();
    } else if (line === this.#line && this.#next && !revoked) {
      // The node did not wait, or the two were more connections than a user may have: the next one is about to be greeted.
      line.close();
      this.#line = this.#next;
      this.#next = undefined;
      this.#enter('connecting');
    } else if (line === this.#line || line === this.#next) {
      this.#ended(code, opened);
    }
  }

  /** @param {number} code @param {boolean} opened whether the socket had opened */
  #ended(code, opened) {
    if (code === CLOSE.revoked || code === CLOSE.replaced) {
      this.stop(code === CLOSE.revoked ? 'revoked' : 'replaced');
    } else if (code === CLOSE.unauthenticated || !opened) {
      // A socket that does not even open may be refused for its token, which a browser cannot tell from no server.
      this.#authenticate(code === CLOSE.unauthenticated);
    } else {
      this.#wait();
    }
  }

  /** @param {boolean} expired */
  async #authenticate(expired) {
    this.#drop();
    this.#enter('connecting');
    const attempt = this.#attempt;
    const signedIn = await this.#options.signedIn(expired).catch(() => undefined);
    if (attempt !== this.#attempt) {
      return;
    }
    this.#expired = expired && signedIn === undefined;
    if (signedIn === false) {
      this.stop('signed_out');
    } else {
      this.#wait();
    }
  }

  #wait() {
    this.#drop();
    const wait = this.#backoff.next();
    this.nextAttemptAt = this.#clock.now() + wait;
    this.#retryTimer = this.#clock.later(() => this.#connect(), wait);
    this.#enter('waiting');
  }

  /** Ends whatever is going on; answers that still come for it are ignored. */
  #drop() {
    this.#attempt += 1;
    this.#clock.cancel(this.#retryTimer);
    this.#line?.close();
    this.#next?.close();
    this.#line = undefined;
    this.#next = undefined;
  }

  /** @param {ConnectionState} state */
  #enter(state) {
    this.state = state;
    this.#options.listener('state');
  }
}
