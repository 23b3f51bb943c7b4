import { Refusal } from '/sdk/errors.js';
import { newKey } from '/sdk/ids.js';
import { Outbox } from '/sdk/outbox.js';
import { Sender } from '/sdk/sender.js';
import { indexedDbStorage } from '/sdk/storage/indexed-db.js';
import { Store } from '/sdk/store.js';
import { equal, eventually } from './harness.js';

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
    await other.remove(message.key);
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
};
