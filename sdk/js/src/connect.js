// @ts-check
/** @import {Clock} from './clock.js' */
/** @import {Cache, Snapshot} from './snapshot.js' */
/** @import {Credentials} from './credentials.js' */
/** @import {Storage} from './storage/memory.js' */
/** @import {Me, Session} from './types.js' */
import { Backoff } from './backoff.js';
import { Client } from './client.js';
import { pause, systemClock } from './clock.js';
import { Cookies, IssuedTokens, Tokens } from './credentials.js';
import { Refusal } from './errors.js';
import { Http } from './http.js';
import { Keeper, restore } from './snapshot.js';
import { indexedDbStorage } from './storage/indexed-db.js';
import { memoryStorage } from './storage/memory.js';
import { Store } from './store.js';

/**
 * How a client is to be.
 *
 * @typedef {object} Options
 * @property {string} [url] where Parley is; a page of its own site leaves it out
 * @property {Session | 'cookies' | (() => Promise<string | undefined>)} session what `logIn` answered; or the cookies of a page of
 *   Parley's own site; or a function that gets a token from whoever issues them, and nothing when signed out
 * @property {(session: Session) => void | Promise<void>} [save] keeps the session whenever it is renewed, for the next start
 * @property {Storage | Promise<Storage>} [storage] what keeps messages that were not sent; in a browser its database, else the memory
 * @property {Cache} [cache] keeps what is known for the next start, which then needs no server: `indexedDbCache()` in a browser
 * @property {Store} [store] of your own, with more in it
 * @property {(reason: string) => void} [ended] the connection is over for good: 'signed_out', 'revoked' or 'replaced'
 * @property {Clock} [clock] another than the machine's
 * @property {typeof WebSocket} [WebSocket] where the platform has none
 */

/**
 * Goes on with a session. Waits for the server as long as it takes to learn who this is, unless a cache knows; from then on everything
 * works without a connection too.
 *
 * @param {Options} options
 * @returns {Promise<Client>} fails with a Refusal when signed out, and when the storage cannot be had
 */
export async function connect({ url, session, save, storage, cache, store, ended = () => {}, clock = systemClock, WebSocket }) {
  const Socket = WebSocket ?? globalThis.WebSocket;
  if (!Socket) {
    throw new Error('there is no WebSocket here: take Node 22, start Node 20 with --experimental-websocket, or give one');
  }
  const client = new Client({
    http: new Http(url, clock),
    credentials: credentialsOf(session, save),
    store: store ?? new Store(clock),
    clock,
    open: (address) => new Socket(address),
    ended,
  });
  const kept = Promise.resolve(storage ?? usualStorage());
  // It is told below, not while nobody listens.
  kept.catch(() => {});
  client.configure();
  // Asked while the cache is read, and taken in where it would be asked.
  const asked = client.api.me();
  asked.catch(() => {});
  try {
    const known = await cache?.load().catch(() => undefined);
    await (known ? goOn(client, known, asked, kept, clock, ended) : client.start(await whoAmI(client, asked, clock), kept));
    client.keeper = cache && new Keeper(client.store, cache, clock);
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
}

/**
 * @param {Client} client
 * @param {Snapshot} known
 * @param {Promise<Me>} asked
 * @param {Promise<Storage>} kept
 * @param {Clock} clock
 * @param {(reason: string) => void} ended
 */
async function goOn(client, known, asked, kept, clock, ended) {
  restore(client.store, known);
  await client.start(known.me, kept);
  const over = () => client.closed || ended('signed_out');
  const still = (/** @type {Me} */ me) => {
    client.store.set({ me });
    client.store.putPeople([me]);
  };
  whoAmI(client, asked, clock).then((me) => (me.user === known.me.user ? client.closed || still(me) : over()), over);
}

/** The browser's database; where there is none that can be used, messages live as long as the program. */
async function usualStorage() {
  return globalThis.indexedDB ? indexedDbStorage().catch(() => memoryStorage()) : memoryStorage();
}

/** @param {Options['session']} session @param {Options['save']} save @returns {Credentials} */
function credentialsOf(session, save) {
  if (session === 'cookies') {
    return new Cookies();
  }
  return typeof session === 'function' ? new IssuedTokens(session) : new Tokens(session, save);
}

/** @param {Client} client @param {Promise<Me>} asked for the first time @param {Clock} clock @returns {Promise<Me>} */
async function whoAmI(client, asked, clock) {
  const backoff = new Backoff();
  for (let answer = asked; ; answer = client.api.me()) {
    try {
      return await answer;
    } catch (error) {
      if (client.closed || !(error instanceof Refusal && error.retryable)) {
        throw error;
      }
      const wait = error.retryAfterMs ?? backoff.next();
      if (!client.me) {
        client.store.set({ connection: { state: 'waiting', reason: '', nextAttemptAt: clock.now() + wait, since: 0 } });
      }
      await pause(clock, wait);
    }
  }
}
