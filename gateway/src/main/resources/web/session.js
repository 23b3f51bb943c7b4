// @ts-check
/** @import {Api, Entry, Me, Store} from 'parley-client' */
import { Backoff, Connection, DOCUMENTED, Outbox, Pages, People, Positions, Refusal, Renewal, Replica, Sender, Watch } from 'parley-client';

const CHANNEL = 'parley-session';

/** From signing in to signing out: puts the parts together and ends them. All tabs of the browser follow each other. */
export class Session {
  /** The parts of the running session; undefined when signed out. @type {Running | undefined} */
  running;
  #api;
  #store;
  #channel = new BroadcastChannel(CHANNEL);
  #renewal;
  #socketUrl = '';

  /** @param {Api} api @param {Store} store */
  constructor(api, store) {
    this.#api = api;
    this.#store = store;
    this.#renewal = new Renewal({ renew: () => api.renew(), renewed: () => this.running?.connection.reopen() });
    api.onExpiry = (ms) => this.#renewal.lasts(ms);
    this.#channel.onmessage = () => window.location.reload();
  }

  /** Goes on with the session that the browser has, if there is one. */
  async resume() {
    const backoff = new Backoff();
    this.#address();
    while (this.#store.phase === 'starting') {
      try {
        await this.#begin(await this.#api.me());
      } catch (error) {
        if (error instanceof Refusal && !error.retryable) {
          this.#store.set({ phase: 'signed_out' });
        } else {
          const wait = backoff.next();
          this.#store.set({ connection: { state: 'waiting', reason: '', nextAttemptAt: Date.now() + wait, since: 0 } });
          await new Promise((resolve) => window.setTimeout(resolve, wait));
        }
      }
    }
  }

  /** @param {Promise<Me>} credentials the answer to signing up or logging in */
  async signIn(credentials) {
    await this.#begin(await credentials);
    this.#channel.postMessage('signed in');
  }

  async signOut() {
    await this.#api.logOut();
    await this.running?.outbox.removeAll();
    this.#end();
    this.#channel.postMessage('signed out');
  }

  /** @param {Me} me */
  async #begin(me) {
    const store = this.#store;
    store.set({ me });
    store.putPeople([me]);
    const outbox = await Outbox.open(me.user, (unsent) => {
      store.set({ unsent });
      this.running?.sender.kick();
    });
    this.running = this.#assemble(outbox);
    store.set({ phase: 'signed_in' });
    this.running.connection.start();
  }

  /** @param {Outbox} outbox */
  #assemble(outbox) {
    const store = this.#store;
    /** @type {Connection} */
    const connection = new Connection({
      address: () => this.#address(),
      hello: () => replica.hello(),
      signedIn: (expired) => this.#signedIn(expired),
      listener: (event, frame) => {
        if (event === 'state') {
          this.#connectionChanged(connection);
        } else {
          replica[event](/** @type {any} */ (frame));
        }
        if (event === 'synced') {
          sender.kick();
        }
      },
    });
    const people = new People(this.#api, store);
    const positions = new Positions(connection, store);
    const watch = new Watch(connection, store);
    const entries = (/** @type {string} */ chat, /** @type {Entry[]} */ list) => replica.entries(chat, list);
    const pages = new Pages({ store, connection, people, entries });
    /** @type {Replica} */
    const replica = new Replica({ store, connection, outbox, people, positions, pages, watch });
    const sender = new Sender({ store, outbox, connection, acked: (chat, entry) => entries(chat, [entry]) });
    return { connection, outbox, people, positions, watch, pages, sender };
  }

  /** @param {Connection} connection */
  #connectionChanged(connection) {
    const { state, reason, nextAttemptAt } = connection;
    const before = this.#store.connection;
    const since = (before.state === 'online') === (state === 'online') ? before.since : Date.now();
    this.#store.set({ connection: { state, reason, nextAttemptAt, since } });
    if (reason === 'signed_out' || reason === 'revoked') {
      this.#end();
      this.#store.set({ notice: reason === 'revoked' ? 'This device was signed out.' : '' });
    }
  }

  /** Where the socket is, and what it takes; what was learned once is good enough while the configuration is out of reach. */
  async #address() {
    const config = await this.#api.config().catch(() => undefined);
    if (config) {
      this.#socketUrl = config.socketUrl;
      this.#store.set({ limits: { ...DOCUMENTED, ...config.limits } });
    }
    return this.#socketUrl;
  }

  /** @param {boolean} expired */
  async #signedIn(expired) {
    try {
      return expired ? await this.#api.renew() : Boolean(await this.#api.me());
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unauthenticated') {
        return false;
      }
      throw error;
    }
  }

  #end() {
    const running = this.running;
    this.running = undefined;
    this.#renewal.stop();
    running?.connection.stop(running.connection.reason);
    running?.outbox.close();
    this.#store.clear();
    this.#store.set({ phase: 'signed_out' });
  }
}

/**
 * @typedef {{connection: Connection, outbox: Outbox, people: People, positions: Positions, watch: Watch, pages: Pages,
 *   sender: Sender}} Running
 */
