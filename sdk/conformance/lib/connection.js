// @ts-check
/** @import {ScriptedServer} from './server.js' */
/** @import {ServerSocket} from './websocket.js' */
import { answersTo } from './answers.js';
import { bucketOf, digestOf, ME } from './world.js';

const OPEN_REQUESTS = 100;

/** One connection of the client under test: the order of frames, what is open on it, and what is to go wrong. */
export class Connection {
  welcomed = false;
  /** @type {string[]} */
  watched = [];
  #server;
  #socket;
  #number;
  /** @type {Map<number, any>} requests without a reply, by id */
  #open = new Map();
  #slow = false;
  #askedToLeave = false;
  #saidHello = false;
  #ended = false;
  #saidAt = 0;
  #heardAt;

  /** @param {ScriptedServer} server @param {ServerSocket} socket @param {number} number */
  constructor(server, socket, number) {
    this.#server = server;
    this.#socket = socket;
    this.#number = number;
    this.#heardAt = server.elapsed();
    socket.onText = (text) => this.#receive(JSON.parse(text));
    socket.onEnd = () => {
      this.#ended = true;
      server.connections.delete(this);
    };
    this.#beat();
  }

  /** @param {any} frame a push; lost when the client is slow */
  push(frame) {
    this.#askedToLeave ||= frame.type === 'goaway';
    if (!this.#slow) {
      this.send(frame);
    }
  }

  /** @param {any} frame */
  send(frame) {
    if (!this.#server.mute) {
      this.#open.delete(frame.id);
      this.#saidAt = this.#server.elapsed();
      this.#socket.send(JSON.stringify(frame));
    }
  }

  /** @param {number} code */
  close(code) {
    this.#ended = true;
    this.welcomed = false;
    this.#server.connections.delete(this);
    this.#socket.close(code);
  }

  becomeSlow() {
    this.#slow = true;
    this.send({ type: 'resync', reason: 'slow' });
  }

  resynced() {
    this.#slow = false;
  }

  /** @param {any} frame */
  #receive(frame) {
    const server = this.#server;
    if (this.#ended) {
      return;
    }
    server.hear(frame, this.#number);
    this.#heardAt = server.elapsed();
    this.#check(frame);
    const quirk = server.mute ? undefined : server.quirkFor(frame);
    if (quirk?.how === 'refuse') {
      this.send({ type: 'error', id: frame.id, message: 'refused', retryable: false, ...quirk.error });
      return;
    }
    // A hello is dealt with when it is answered; what other requests ask for is done at once, however late that is said.
    const replies = frame.type !== 'hello' && this.welcomed ? answersTo(this, server, frame) : [];
    const answer = () => {
      if (!this.#ended) {
        (frame.type === 'hello' ? this.#hello(frame) : replies).forEach((reply) => this.send(reply));
      }
    };
    switch (quirk?.how) {
      case 'hold':
        return void server.held.push(answer);
      case 'late':
        return server.later(answer, quirk.ms ?? 0);
      case 'lose':
        return void this.#open.delete(frame.id);
      case 'cut':
        return this.close(quirk.code ?? 1006);
      default:
        return answer();
    }
  }

  /** @param {any} hello @returns {any[]} */
  #hello(hello) {
    const server = this.#server;
    if (!server.isGood(hello.token)) {
      this.close(4001);
      return [];
    }
    for (const other of server.connections) {
      if (other !== this && other.welcomed && !other.#askedToLeave) {
        server.violations.push('a second connection beside one that lives');
      }
    }
    this.welcomed = true;
    const open = (hello.chats ?? []).map((/** @type {{chat: string, seq: number}} */ had) => this.#continuity(had));
    const worst = ['reset', 'too_long'].find((word) => open.some((/** @type {any} */ one) => one.continuity === word)) ?? 'proven';
    const buckets = this.differing(hello.digest);
    server.hear({ type: 'welcomed', buckets }, this.#number);
    return [
      { type: 'welcome', id: hello.id, user: ME, device: 'd_1', serverTime: Math.round(server.now()), heartbeatMs: server.heartbeatMs,
        continuity: worst, open, buckets, history: server.history },
      ...this.list(buckets),
    ];
  }

  /** @param {{chat: string, seq: number}} had */
  #continuity({ chat: id, seq }) {
    const chat = this.#server.chats.get(id);
    const forced = this.#server.continuity[id];
    const word = forced ?? (!chat || seq > chat.seq ? 'reset' : chat.seq - seq > 500 ? 'too_long' : 'proven');
    return { chat: id, seq: chat?.seq ?? 0, n: chat?.n ?? 0, continuity: word };
  }

  /** @param {string[] | undefined} digest @returns {number[]} the buckets in which the client's list differs */
  differing(digest) {
    return digestOf(this.#server.chats.values()).flatMap((mine, bucket) => (mine === digest?.[bucket] ? [] : [bucket]));
  }

  /** @param {number[]} buckets @returns {any[]} */
  list(buckets) {
    const rows = [...this.#server.chats.values()].filter((chat) => buckets.includes(bucketOf(chat.id))).map((chat) => chat.row());
    return [...(rows.length > 0 ? [{ type: 'list', chats: rows }] : []), { type: 'synced' }];
  }

  /** What holds for every client in every case. @param {any} frame */
  #check(frame) {
    const wrong = (/** @type {string} */ what) => this.#server.violations.push(`${what}: ${JSON.stringify(frame)}`);
    this.#saidHello ||= frame.type === 'hello';
    if (!this.#saidHello) {
      wrong('said before hello');
    }
    if (frame.id === undefined) {
      return;
    }
    if (!Number.isSafeInteger(frame.id) || frame.id < 1 || this.#open.has(frame.id)) {
      wrong('an id that is no good, or of a request that is open');
    }
    if (frame.type === 'send' && [...this.#open.values()].some((other) => other.type === 'send' && other.chat === frame.chat)) {
      wrong('a second message to a chat before the first has its ack');
    }
    this.#open.set(frame.id, frame);
    if (this.#open.size > OPEN_REQUESTS) {
      wrong('more than 100 open requests');
    }
  }

  /** Says something when there is nothing else to say, and ends a connection on which nothing is heard. */
  #beat() {
    const server = this.#server;
    const now = server.elapsed();
    if (this.#ended) {
      return;
    }
    if (this.welcomed && now - this.#heardAt > 2.5 * server.heartbeatMs) {
      server.violations.push('nothing was heard for 2.5 heartbeats');
      return;
    }
    if (this.welcomed && now - this.#saidAt >= server.heartbeatMs) {
      this.push({ type: 'heartbeat', serverTime: Math.round(server.now()) });
    }
    server.later(() => this.#beat(), server.heartbeatMs / 5);
  }
}
