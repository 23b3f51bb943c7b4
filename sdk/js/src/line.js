// @ts-check
/** @import {Frame} from './types.js' */
import { systemClock } from './clock.js';
import { unanswered } from './errors.js';
import { Requests } from './requests.js';

const OPEN_TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 25_000;
/** A line on which nothing was heard for this many heartbeats is dead. */
const SILENCE = 2.5;
/** When in doubt, a line that says nothing for this long is dead. */
const PROBE_MS = 5_000;
const GONE = 1006;
/** As WebSocket.OPEN, which not every place has under this name. */
const OPEN = 1;
/** Only Node has it, and only there it is needed. @type {((work: () => void) => void) | undefined} */
const nextTask = /** @type {any} */ (globalThis).setImmediate;

/** One socket from its opening to its end: frames, requests with their replies, and heartbeats both ways. */
export class Line {
  heartbeatMs = HEARTBEAT_MS;
  #socket;
  #listener;
  #clock;
  #requests;
  #heardAt;
  #saidAt;
  /** @type {string[]} what came and was not taken in yet */
  #heard = [];
  /** Whether a reply is being taken in by whoever waited for it. */
  #taking = false;
  #opened = false;
  #ended = false;
  #openTimer;
  /** @type {any} */
  #beatTimer;

  /**
   * @param {WebSocket} socket
   * @param {object} listener
   * @param {() => void} listener.opened
   * @param {(frame: Frame) => void} listener.frame what the server pushes
   * @param {(code: number, opened: boolean) => void} listener.ended once; not after {@link Line.close}
   * @param {import('./clock.js').Clock} [clock]
   */
  constructor(socket, listener, clock = systemClock) {
    this.#socket = socket;
    this.#listener = listener;
    this.#clock = clock;
    this.#requests = new Requests(clock);
    this.#heardAt = clock.now();
    this.#saidAt = clock.now();
    this.#openTimer = clock.later(() => this.#end(GONE), OPEN_TIMEOUT_MS);
    this.#beat();
    socket.onopen = () => {
      this.#opened = true;
      clock.cancel(this.#openTimer);
      listener.opened();
    };
    socket.onmessage = (event) => this.#queue(event.data);
    socket.onclose = (event) => this.#end(event.code);
  }

  /** How many requests wait for an answer. */
  get waiting() {
    return this.#requests.size;
  }

  /**
   * @param {Frame} frame without its id
   * @param {number} [within] how long the reply may take, in milliseconds
   * @returns {Promise<Frame>} the reply; fails with a Refusal
   */
  request(frame, within) {
    return this.#ended ? Promise.reject(unanswered()) : this.#requests.ask((id) => this.tell({ ...frame, id }), within);
  }

  /** @param {Frame} frame lost when the socket is closing already: its end follows, and fails what waits */
  tell(frame) {
    if (this.#socket.readyState === OPEN && !this.#ended) {
      this.#saidAt = this.#clock.now();
      this.#socket.send(JSON.stringify(frame));
    }
  }

  /** Finds out whether anybody is still there. */
  probe() {
    const heardAt = this.#heardAt;
    this.#ping();
    this.#clock.later(() => this.#heardAt === heardAt && this.#end(GONE), PROBE_MS);
  }

  close() {
    this.#finish();
    this.#socket.close(1000);
  }

  /**
   * Whoever waits for a reply must have taken it in before the next frame is: what follows `welcome` or `listed` builds on it. In a
   * browser each frame is a task of its own; Node hands over all that came at once in one.
   *
   * @param {string} text
   */
  #queue(text) {
    this.#heard.push(text);
    this.#drain();
  }

  #drain() {
    while (this.#heard.length > 0 && !this.#taking) {
      /** @type {Frame} */
      const frame = JSON.parse(/** @type {string} */ (this.#heard.shift()));
      if (frame.id !== undefined && nextTask) {
        this.#taking = true;
        nextTask(() => {
          this.#taking = false;
          this.#drain();
        });
      }
      this.#receive(frame);
    }
  }

  /** @param {Frame} frame */
  #receive(frame) {
    if (this.#ended) {
      return;
    }
    this.#heardAt = this.#clock.now();
    if (frame.id !== undefined) {
      this.#requests.answer(frame);
      return;
    }
    if (frame.type === 'heartbeat') {
      // Timers of pages in the background are slowed down, messages are not: the answer is what keeps such a line alive.
      this.#ping();
    }
    this.#listener.frame(frame);
  }

  #beat() {
    const now = this.#clock.now();
    if (this.#opened && now - this.#heardAt > SILENCE * this.heartbeatMs) {
      this.#end(GONE);
      return;
    }
    if (this.#opened && now - this.#saidAt > this.heartbeatMs * 0.8) {
      this.#ping();
    }
    this.#beatTimer = this.#clock.later(() => this.#beat(), this.heartbeatMs / 5);
  }

  #ping() {
    this.request({ type: 'ping' }).catch(() => {});
  }

  /** @param {number} code */
  #end(code) {
    if (!this.#ended) {
      this.close();
      this.#listener.ended(code, this.#opened);
    }
  }

  #finish() {
    this.#ended = true;
    this.#clock.cancel(this.#openTimer);
    this.#clock.cancel(this.#beatTimer);
    this.#requests.abandon();
  }
}
