// @ts-check
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Driver } from './driver.js';
import { matches } from './match.js';
import { ScriptedServer } from './server.js';
import { ME } from './world.js';

const LOOK_MS = 10;

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {string} says what a client must do
 * @property {string} rule where docs/protocol.md says so
 * @property {import('./world.js').Given[]} [chats] what there is when it begins
 * @property {object[]} steps
 *
 * @typedef {{command: string[], speed: number, patienceMs: number}} Setting
 */

/** Plays one case: a server, a driver, and the steps of the script one after the other. */
export class Play {
  #script;
  #setting;
  #server;
  /** @type {Driver | undefined} */
  #driver;
  #folder = '';
  /** What the client showed last. @type {any} */
  #shown;
  /** Frames before this one were spoken of already. */
  #from = 0;

  /** @param {Case} script @param {Setting} setting */
  constructor(script, setting) {
    this.#script = script;
    this.#setting = setting;
    this.#server = new ScriptedServer(setting.speed);
  }

  /** @returns {Promise<string>} what went wrong; empty when nothing did */
  async run() {
    this.#folder = await mkdtemp(join(tmpdir(), 'parley-conformance-'));
    await this.#server.start(this.#script.chats ?? []);
    let at = 'the beginning';
    try {
      for (const step of this.#script.steps) {
        at = JSON.stringify(step);
        await this.#step(step);
        this.#noViolation();
      }
      return '';
    } catch (error) {
      return `at ${at}: ${/** @type {Error} */ (error).message}\n${this.#transcript()}`;
    } finally {
      await this.#driver?.kill();
      this.#server.stop();
      await rm(this.#folder, { recursive: true, force: true });
    }
  }

  /** @param {Record<string, any>} step one verb, its object, and what goes with it */
  async #step(step) {
    const [verb] = Object.keys(step);
    const { [verb]: object, ...more } = step;
    const work = this.#verbs[verb];
    if (!work) {
      throw new Error(`no such step: ${verb}`);
    }
    await work(object, more);
  }

  /** @type {Record<string, (object: any, more: any) => any>} */
  #verbs = {
    // The client.
    start: (given) => this.#startDriver(given),
    kill: () => this.#kill(),
    tell: (order) => this.#driver?.tell(order),
    shows: (wanted) => this.#until(`it shows ${JSON.stringify(wanted)}`, async () => matches(await this.#report(), wanted)),
    keeps: (wanted, { ms }) => this.#throughout(ms, async () => {
      const report = await this.#report();
      if (!matches(report, wanted)) {
        throw new Error(`it showed ${JSON.stringify(report)}`);
      }
    }),
    // What the server heard since the last mark.
    mark: () => (this.#from = this.#server.heard.length),
    hears: (wanted, { times = 1 }) => this.#until(`the server hears ${JSON.stringify(wanted)}`, () => this.#heard(wanted).length >= times),
    hearsNot: (unwanted, { ms }) => this.#throughout(ms, () => {
      if (this.#heard(unwanted).length > 0) {
        throw new Error(`the server heard ${JSON.stringify(this.#heard(unwanted)[0].frame)}`);
      }
    }),
    heard: (wanted, { times }) => this.#expect(wanted, this.#heard(wanted).length === times, `not ${times} times but ${this.#heard(wanted).length}`),
    heardInOrder: (/** @type {any[]} */ wanted) => this.#heardInOrder(wanted),
    heardBefore: (/** @type {any[]} */ [first, then]) => this.#heardBefore(first, then),
    apart: ({ of, atLeast, atMost = Infinity, from = {}, since = 0 }) => this.#apart(of, atLeast, atMost, from, since),
    // What the server does.
    set: (values) => Object.assign(this.#server, values),
    quirk: (how, { on, times = 1, ...more }) => this.#server.quirks.push({ how, on, times, ...more }),
    noQuirks: () => (this.#server.quirks = []),
    release: (order) => (order === 'reversed' ? this.#server.held.splice(0).reverse() : this.#server.held.splice(0)).forEach((reply) => reply()),
    write: ({ chat, by = 'u_bob', text, push = true }, { times = 1 }) => this.#write(chat, by, text, push, times),
    enter: ({ chat, push = true, ...entry }) => this.#enter(chat, entry, push),
    begin: (given) => this.#server.begin(given),
    drop: (chat) => this.#server.chats.delete(chat),
    position: ({ chat, user = ME, kind = 'read', seq }) => this.#server.chats.get(chat)?.position(user, kind, seq),
    push: (frame) => this.#server.push(frame),
    pushAgain: ({ chat, from, to }) => this.#server.push({ type: 'entries', chat, entries: this.#chat(chat).entries.slice(from - 1, to) }),
    heartbeat: (chats) => this.#server.push({ type: 'heartbeat', serverTime: Math.round(this.#server.now()),
      positions: chats.map((/** @type {string} */ chat) => this.#positionOf(chat)) }),
    slow: () => this.#server.becomeSlow(),
    cut: (code) => this.#server.cut(code),
    expireTokens: () => this.#server.expireTokens(),
    wait: (ms) => new Promise((resolve) => this.#server.later(() => resolve(undefined), ms)),
  };

  /** @param {object} given how this start differs: `skewMs` */
  async #startDriver(given) {
    await this.#kill();
    this.#driver = new Driver(this.#setting.command);
    await this.#driver.tell({ do: 'start', url: `http://${this.#server.address}`, session: this.#server.session(),
      storage: join(this.#folder, 'storage'), speed: this.#setting.speed, skewMs: 0, ...given });
  }

  /** As when the power fails, and the server hears of it at once. */
  async #kill() {
    await this.#driver?.kill();
    this.#driver = undefined;
    this.#server.cut(1006);
  }

  /** What the client shows, with what must hold of it at all times. */
  async #report() {
    const report = await this.#driver?.tell({ do: 'report' });
    this.#shown = report;
    for (const [id, shown] of Object.entries(report.shown ?? {})) {
      const chat = this.#server.chats.get(id);
      // Of a log that it has not read yet, a client shows what was there before.
      const log = chat?.unread ? [] : chat?.entries ?? [];
      shown.forEach((/** @type {any} */ entry, /** @type {number} */ i) => {
        if (i > 0 && entry.seq !== shown[i - 1].seq + 1) {
          throw new Error(`it shows ${id} with seq ${entry.seq} after ${shown[i - 1].seq}`);
        }
        if (log.length > 0 && entry.text !== log[entry.seq - 1]?.text) {
          throw new Error(`it shows ${JSON.stringify(entry)} in ${id} (expected: ${JSON.stringify(log[entry.seq - 1])})`);
        }
      });
    }
    return report;
  }

  /** @param {any} wanted */
  #heard(wanted) {
    return this.#server.heard.slice(this.#from).filter(({ frame }) => matches(frame, wanted));
  }

  /** @param {any[]} wanted each of these, after the one before it; others may lie between */
  #heardInOrder(wanted) {
    let next = 0;
    for (const { frame } of this.#server.heard.slice(this.#from)) {
      next += next < wanted.length && matches(frame, wanted[next]) ? 1 : 0;
    }
    this.#expect(wanted, next === wanted.length, `only the first ${next}`);
  }

  /** @param {any} first @param {any} then both were heard, and the one not before the other */
  #heardBefore(first, then) {
    const frames = this.#server.heard.slice(this.#from).map(({ frame }) => frame);
    const at = frames.findIndex((frame) => matches(frame, first));
    const early = frames.slice(0, at < 0 ? undefined : at).filter((frame) => matches(frame, then)).length;
    this.#expect(then, early === 0 && this.#heard(then).length > 0, `${early} times before ${JSON.stringify(first)}, or not at all`);
  }

  /**
   * How long it took from one frame to the next such frame, or from another one to it.
   *
   * @param {any} of @param {number} atLeast @param {number} atMost @param {any} from @param {number} since
   */
  #apart(of, atLeast, atMost, from, since) {
    const times = this.#heard(of).map(({ at }) => at);
    const first = Object.keys(from).length > 0 ? this.#heard(from)[0]?.at : times[since];
    const then = Object.keys(from).length > 0 ? times.find((at) => at > first) : times[since + 1];
    const gap = (then ?? NaN) - (first ?? NaN);
    this.#expect(of, gap >= atLeast && gap <= atMost, `${Math.round(gap)} ms apart (expected: ${atLeast} to ${atMost})`);
  }

  /** @param {any} what @param {boolean} holds @param {string} but */
  #expect(what, holds, but) {
    if (!holds) {
      throw new Error(`the server heard ${JSON.stringify(what)} ${but}`);
    }
  }

  /** @param {string} id */
  #chat(id) {
    const chat = this.#server.chats.get(id);
    if (!chat) {
      throw new Error(`no such chat in the script: ${id}`);
    }
    return chat;
  }

  /** @param {string} id @param {string} by @param {string | undefined} text @param {boolean} push @param {number} times */
  #write(id, by, text, push, times) {
    const chat = this.#chat(id);
    for (let i = 0; i < times; i++) {
      const entry = chat.message(by, text ?? `${id} ${chat.seq + 1}`, this.#server.now());
      if (push) {
        this.#server.push({ type: 'entries', chat: id, entries: [entry] });
      }
    }
  }

  /** @param {string} id @param {any} entry one that is no message @param {boolean} push */
  #enter(id, entry, push) {
    const added = this.#chat(id).add(entry, this.#server.now());
    if (push) {
      this.#server.push({ type: 'entries', chat: id, entries: [added] });
    }
  }

  /** @param {string} chat */
  #positionOf(chat) {
    const { seq, n, read } = this.#chat(chat).row();
    return { chat, seq, n, read };
  }

  /** @param {string} what @param {() => boolean | Promise<boolean>} condition */
  async #until(what, condition) {
    const latest = Date.now() + this.#setting.patienceMs;
    for (;;) {
      if (await condition()) {
        return;
      }
      this.#noViolation();
      if (Date.now() > latest) {
        throw new Error(`never: ${what}; it shows ${JSON.stringify(this.#shown)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** @param {number} ms @param {() => void | Promise<void>} check */
  async #throughout(ms, check) {
    const latest = this.#server.elapsed() + ms;
    do {
      await check();
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    } while (this.#server.elapsed() < latest);
    await check();
  }

  #noViolation() {
    if (this.#server.violations.length > 0) {
      throw new Error(this.#server.violations.join('; '));
    }
  }

  #transcript() {
    return this.#server.heard.map(({ at, connection, frame }) => `  ${Math.round(at)} #${connection} ${JSON.stringify(frame)}`).join('\n') +
      (this.#driver?.complaints ? `\n  the driver said: ${this.#driver.complaints}` : '');
  }
}
