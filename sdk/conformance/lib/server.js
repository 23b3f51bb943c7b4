// @ts-check
/** @import {Given} from './world.js' */
import { createServer } from 'node:http';
import { Connection } from './connection.js';
import { answerHttp } from './http.js';
import { Chat, ME } from './world.js';
import { ServerSocket } from './websocket.js';

/**
 * Something that is not to be answered as usual.
 *
 * @typedef {object} Quirk
 * @property {Record<string, any>} on the requests that it is for
 * @property {number} times how many of them
 * @property {'hold' | 'late' | 'lose' | 'cut' | 'refuse'} how
 * @property {number} [ms] `late`: by how much
 * @property {number} [code] `cut`: how the connection ends
 * @property {Record<string, any>} [error] `refuse`: what is wrong
 */

/**
 * A server that speaks docs/protocol.md and misbehaves as a script says. Time passes `speed` times as fast as outside: all times in
 * here and on the wire are those of the protocol.
 */
export class ScriptedServer {
  /** @type {Map<string, Chat>} */
  chats = new Map();
  /** Every frame that was heard, and `opened`, `welcomed`, `cut` and `refresh` where that happened. @type {{at: number, connection: number, frame: any}[]} */
  heard = [];
  /** What no client may do, in words. @type {string[]} */
  violations = [];
  /** @type {Quirk[]} */
  quirks = [];
  /** @type {(() => void)[]} replies that are held back */
  held = [];
  /** What `welcome` says of chats, by chat. @type {Record<string, string>} */
  continuity = {};
  /** @type {Set<Connection>} */
  connections = new Set();
  /** Who is online, beside the user of the client. @type {string[]} */
  online = [];
  /** What `welcome` says of all that was said here. @type {string | undefined} */
  history = undefined;
  heartbeatMs = 25_000;
  accessMs = 900_000;
  /** Whether sockets do not open. */
  closed = false;
  /** Whether nothing is said any more, nor anything answered. */
  mute = false;
  /** Whether entries are pushed before the message that made them is acknowledged. */
  pushFirst = false;
  /** Whether the entries of the client's own messages are pushed at all. */
  pushOwn = true;
  /** @type {Map<string, {since: number, text: string}>} how messages were sent for the first time, by chat and key */
  sent = new Map();
  /** How often there were fresh tokens. */
  generation = 1;
  #expired = 0;
  #http;
  #speed;
  #startedAt = Date.now();
  #opened = 0;

  /** @param {number} speed */
  constructor(speed) {
    this.#speed = speed;
    this.#http = createServer((request, response) => answerHttp(this, request, response));
    this.#http.on('upgrade', (request, socket) => {
      this.#note({ type: 'opened' }, 0);
      if (this.closed) {
        socket.destroy();
      } else {
        const connection = new Connection(this, new ServerSocket(request, /** @type {import('node:net').Socket} */ (socket)), ++this.#opened);
        this.connections.add(connection);
      }
    });
  }

  /** @param {Given[]} chats */
  async start(chats) {
    chats.forEach((given) => this.chats.set(given.chat, new Chat(given, this.now())));
    await new Promise((resolve) => this.#http.listen(0, '127.0.0.1', () => resolve(undefined)));
  }

  /** A chat, instead of the one that has the same id. @param {Given} given */
  begin(given) {
    const chat = new Chat(given, this.now());
    chat.unread = true;
    this.chats.set(given.chat, chat);
  }

  stop() {
    this.connections.forEach((connection) => connection.close(1006));
    this.#http.close();
    this.#http.closeAllConnections();
  }

  /** @returns {string} */
  get address() {
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.#http.address());
    return `127.0.0.1:${port}`;
  }

  /** Epoch milliseconds by the server's clock. */
  now() {
    return this.#startedAt + this.elapsed();
  }

  elapsed() {
    return (Date.now() - this.#startedAt) * this.#speed;
  }

  /** @param {() => void} work @param {number} ms */
  later(work, ms) {
    setTimeout(work, ms / this.#speed);
  }

  /** @param {any} frame @param {number} connection */
  #note(frame, connection) {
    this.heard.push({ at: this.elapsed(), connection, frame });
  }

  /** @param {any} frame @param {number} connection */
  hear(frame, connection) {
    this.#note(frame, connection);
  }

  /** What the client was given to sign in with. */
  session() {
    return {
      user: ME, name: 'ann', displayName: 'Ann Archer', device: 'd_1',
      accessToken: `access-${this.generation}`, accessExpiresAt: Math.round(this.now() + this.accessMs),
      refreshToken: `refresh-${this.generation}`, refreshExpiresAt: Math.round(this.now() + 1_000 * this.accessMs),
    };
  }

  /** @param {string | undefined} token */
  isGood(token) {
    const generation = Number(/^access-(\d+)$/.exec(token ?? '')?.[1]);
    return generation > this.#expired && generation <= this.generation;
  }

  /** All access tokens that there were are over. */
  expireTokens() {
    this.#expired = this.generation;
    this.#each((connection) => connection.close(4001));
  }

  /** @param {number} code */
  cut(code) {
    this.#note({ type: 'cut', code }, 0);
    this.#each((connection) => connection.close(code));
  }

  /** @param {any} frame to the client, on whatever connection it has */
  push(frame) {
    this.#each((connection) => connection.push(frame));
  }

  /** What is pushed is dropped from now on, until the client says that it resynced. */
  becomeSlow() {
    this.#each((connection) => connection.becomeSlow());
  }

  /** @param {(connection: Connection) => void} work */
  #each(work) {
    [...this.connections].filter((connection) => connection.welcomed).forEach(work);
  }

  /** @param {any} frame @returns {Quirk | undefined} what is to happen instead of the usual answer */
  quirkFor(frame) {
    const quirk = this.quirks.find(({ on, times }) => times > 0 && Object.entries(on).every(([key, value]) => frame[key] === value));
    if (quirk) {
      quirk.times -= 1;
    }
    return quirk;
  }
}
