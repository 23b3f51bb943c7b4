import { Refusal } from '/sdk/errors.js';
import { newKey } from '/sdk/ids.js';
import { Outbox } from '/sdk/outbox.js';
import { Sender } from '/sdk/sender.js';
import { indexedDbStorage } from '/sdk/storage/indexed-db.js';
import { Store } from '/sdk/store.js';
import { equal, eventually, holds } from './harness.js';

const unsent = (user, text, more = {}) => ({ key: newKey(), user, chat: 'g_1', text, at: 1, ...more });
const texts = (outbox) => outbox.items.map((item) => item.text);
let people = 0;
const somebody = () => `u_${Date.now()}_${people++}`;

/** One tab: an outbox, and a sender on a connection that answers as the test says. */
async function tab(user, answer) {
  const store = new Store();
  store.set({ me: /** @type {any} */ ({ user }) });
  store.putChat(/** @type {any} */ ({ chat: 'g_1', seq: 41, n: 40, read: { seq: 0, n: 0 } }));
  const connection = /** @type {any} */ ({ state: 'online', request: answer });
  const outbox = await Outbox.open(user, indexedDbStorage(), () => sender?.kick());
  const acked = [];
  var sender = new Sender({ store, outbox, connection, acked: (chat, entry) => acked.push(entry) });
  return { store, connection, outbox, sender, acked };
}

const doneOf = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
  request.onblocked = () => setTimeout(() => reject(new Error('somebody is in the way')), 5_000);
});

/** The database as the first version had it, with these messages and nothing else. */
async function formerDatabase(messages) {
  await doneOf(indexedDB.deleteDatabase('parley'));
  const request = indexedDB.open('parley', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('outbox', { keyPath: 'key' });
  const database = await doneOf(request);
  const table = database.transaction('outbox', 'readwrite').objectStore('outbox');
  await Promise.all(messages.map((message) => doneOf(table.put(message))));
  return database;
}

export const tests = {
  'keeps messages with their keys for the next page': async () => {
    const user = somebody();
    const first = await Outbox.open(user, indexedDbStorage(), () => {});
    const message = unsent(user, 'later', { since: 7 });
    await first.put(message);
    first.close();
    const second = await Outbox.open(user, indexedDbStorage(), () => {});
    equal(second.items, [message]);
    second.close();
  },
  'keeps the messages of other users to itself': async () => {
    const user = somebody();
    const outbox = await Outbox.open(user, indexedDbStorage(), () => {});
    await outbox.put(unsent(user, 'mine'));
    const other = await Outbox.open(somebody(), indexedDbStorage(), () => {});
    equal(other.items, []);
  },
  'tells the other tabs': async () => {
    const user = somebody();
    const one = await Outbox.open(user, indexedDbStorage(), () => {});
    const other = await Outbox.open(user, indexedDbStorage(), () => {});
    const message = unsent(user, 'hello');
    await one.put(message);
    await eventually(() => other.items.length === 1, 'the other tab has it');
    await other.remove(message.chat, message.key);
    await eventually(() => one.items.length === 0, 'it is gone here too');
  },
  'loses nothing that is written while it is read': async () => {
    const user = somebody();
    const outbox = await Outbox.open(user, indexedDbStorage(), () => {});
    const wanted = [];
    for (let i = 0; i < 30; i++) {
      const reading = outbox.reload();
      wanted.push(`${i}`);
      await Promise.all([reading, outbox.put(unsent(user, `${i}`))]);
      equal(texts(outbox), wanted);
    }
  },
  'sends the messages of a chat in the order of writing, one at a time': async () => {
    const user = somebody();
    const sent = [];
    let open = 0;
    const { outbox, acked } = await tab(user, async (frame) => {
      equal(++open, 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open -= 1;
      sent.push(frame.text);
      return { seq: 41 + sent.length, n: sent.length, at: 1 };
    });
    await Promise.all(['one', 'two', 'three', 'four'].map((text) => outbox.put(unsent(user, text))));
    await eventually(() => outbox.items.length === 0, 'all are sent');
    equal(sent, ['one', 'two', 'three', 'four']);
    equal(acked.map((entry) => entry.seq), [42, 43, 44, 45]);
  },
  'repeats key and since until there is an ack': async () => {
    const user = somebody();
    const tries = [];
    const { outbox, store } = await tab(user, async (frame) => {
      tries.push([frame.key, frame.since]);
      store.patchChat('g_1', { seq: 99 });
      if (tries.length < 3) {
        throw new Refusal({ code: 'unavailable', retryable: true, retryAfterMs: 1 });
      }
      return { seq: 42, n: 41, at: 1, duplicate: true };
    });
    const message = unsent(user, 'once');
    await outbox.put(message);
    await eventually(() => outbox.items.length === 0, 'it is sent');
    equal(tries, [[message.key, 41], [message.key, 41], [message.key, 41]]);
  },
  'keeps what was refused for good, and sends what comes after': async () => {
    const user = somebody();
    const { outbox } = await tab(user, async (frame) => {
      if (frame.text === 'bad') {
        throw new Refusal({ code: 'too_old', retryable: false });
      }
      return { seq: 42, n: 41, at: 1 };
    });
    await outbox.put(unsent(user, 'bad'));
    await outbox.put(unsent(user, 'good'));
    await eventually(() => outbox.items.length === 1, 'the good one is sent');
    equal([outbox.items[0].text, Boolean(outbox.items[0].failed)], ['bad', true]);
  },
  'sends each message once, however many tabs there are': async () => {
    const user = somebody();
    const sent = [];
    const answer = async (frame) => {
      sent.push(frame.text);
      await new Promise((resolve) => setTimeout(resolve, 2));
      return { seq: 41 + sent.length, n: sent.length, at: 1 };
    };
    const tabs = await Promise.all([tab(user, answer), tab(user, answer), tab(user, answer)]);
    const wanted = Array.from({ length: 30 }, (_, i) => `${i}`);
    await Promise.all(wanted.map((text, i) => tabs[i % 3].outbox.put(unsent(user, text))));
    await eventually(() => tabs.every(({ outbox }) => outbox.items.length === 0), 'all are sent');
    equal(sent.slice().sort(), wanted.slice().sort());
  },
  'waits while there is no connection': async () => {
    const user = somebody();
    const sent = [];
    const { outbox, connection, sender } = await tab(user, async (frame) => (sent.push(frame.text), { seq: 42, n: 41, at: 1 }));
    connection.state = 'waiting';
    await outbox.put(unsent(user, 'patience'));
    await sender.kick();
    equal(sent, []);
    connection.state = 'online';
    sender.kick();
    await eventually(() => outbox.items.length === 0, 'it is sent');
    equal(sent, ['patience']);
  },
  'takes the same key in two chats for two messages, and settles each': async () => {
    const user = somebody();
    const sent = [];
    const { outbox, connection, sender } = await tab(user, async ({ chat, text }) => (sent.push(text), { seq: chat === 'g_1' ? 42 : 7, n: 6, at: 1 }));
    connection.state = 'waiting';
    const outcomes = [outbox.outcome('g_1', 'echo-2'), outbox.outcome('g_2', 'echo-2')];
    await outbox.put(unsent(user, 'here', { key: 'echo-2', place: '1' }));
    await outbox.put(unsent(user, 'there', { key: 'echo-2', place: '2', chat: 'g_2' }));
    const next = await Outbox.open(user, indexedDbStorage(), () => {});
    equal(texts(next), ['here', 'there']);
    next.close();
    connection.state = 'online';
    sender.kick();
    equal((await Promise.all(outcomes)).map(({ seq, text }) => [seq, text]), [[42, 'here'], [7, 'there']]);
    equal([sent.sort(), texts(outbox)], [['here', 'there'], []]);
  },
  'keeps what a page from before an update did not send': async () => {
    const user = somebody();
    const messages = [unsent(user, 'one', { since: 3 }), unsent(user, 'two', { chat: 'g_2', failed: 'too_old' })];
    (await formerDatabase(messages)).close();
    const updated = await Outbox.open(user, indexedDbStorage(), () => {});
    equal(updated.items, messages);
    updated.close();
    const next = await Outbox.open(user, indexedDbStorage(), () => {});
    equal(next.items, messages);
    next.close();
  },
  'does not wait for a page from before an update, and has what that did not send when it is gone': async () => {
    const user = somebody();
    const message = unsent(user, 'later');
    const former = await formerDatabase([message]);
    const tooLong = new Promise((resolve) => setTimeout(resolve, 5_000));
    const failure = await Promise.race([indexedDbStorage().catch((error) => error), tooLong]);
    holds(failure instanceof Error, 'it fails while the former database is open');
    former.close();
    // It is opened after all when nobody waits any more, and must not stand in the way of the next update.
    const next = await Outbox.open(user, indexedDbStorage(), () => {});
    equal(next.items, [message]);
    next.close();
    await doneOf(indexedDB.deleteDatabase('parley'));
  },
  'does not stand in the way of the next update, and goes on sending': async () => {
    const user = somebody();
    const sent = [];
    const { outbox } = await tab(user, async (frame) => (sent.push(frame.text), { seq: 41 + sent.length, n: sent.length, at: 1 }));
    (await doneOf(indexedDB.open('parley', 1_000))).close();
    await outbox.put(unsent(user, 'still'));
    await eventually(() => outbox.items.length === 0, 'it is sent');
    equal(sent, ['still']);
    await doneOf(indexedDB.deleteDatabase('parley'));
  },
};
