import { bucketOf } from '/sdk/digest.js';
import { Refusal } from '/sdk/errors.js';
import { Pages } from '/sdk/pages.js';
import { Replica } from '/sdk/replica.js';
import { restore, snapshotOf } from '/sdk/snapshot.js';
import { Store } from '/sdk/store.js';
import { equal, eventually, message } from './harness.js';

const row = (chat, seq, more = {}) => ({ chat, kind: 'group', title: chat, memberCount: 2, seq, n: seq - 1, joinedSeq: 1,
  read: { seq, n: seq - 1 }, ...more });
const EVERY_BUCKET = Array.from({ length: 16 }, (_, bucket) => bucket);

/** A replica that has some chats at seq 1, on a connection that the test answers. */
function replica({ chats = [], answer = async (_) => ({}) }) {
  const asked = [];
  const done = () => {};
  const store = new Store();
  store.set({ me: /** @type {any} */ ({ user: 'u_ann' }), listed: true });
  chats.forEach((chat) => store.putChat(/** @type {any} */ (row(chat, 1))));
  const connection = /** @type {any} */ ({
    state: 'online',
    reopened: 0,
    request: async (frame) => (asked.push(frame), answer(frame)),
    reopen: () => connection.reopened++,
  });
  const people = /** @type {any} */ ({ need: done, freshen: done });
  const watch = /** @type {any} */ ({ look: done, times: 0, again: () => watch.times++ });
  const positions = /** @type {any} */ ({ delivered: done, read: done, reconnected: done });
  const pages = new Pages({ store, connection, people, entries: (chat, list) => parts.entries(chat, list) });
  const parts = new Replica({ store, connection, settle: done, people, positions, pages, watch });
  return { parts, store, connection, watch, asked, types: () => asked.map((frame) => frame.type) };
}

function positionsOf(chats, seq) {
  return { type: 'heartbeat', positions: chats.map((chat) => ({ chat, seq, n: seq - 1 })) };
}

const names = (count) => Array.from({ length: count }, (_, i) => `g_${i}`);

export const tests = {
  'asks for a few chats that are behind one by one': async () => {
    const { parts, types } = replica({ chats: names(9), answer: async ({ chat }) => ({ chat: row(chat, 7) }) });
    parts.push(positionsOf(names(3), 7));
    await eventually(() => types().length === 3, 'they are asked for');
    equal(types(), ['get_chat', 'get_chat', 'get_chat']);
  },
  'asks for the list once when many chats are behind': async () => {
    const { parts, store, asked, types } = replica({ chats: names(500), answer: async () => ({ buckets: EVERY_BUCKET }) });
    parts.push(positionsOf(names(500), 7));
    await eventually(() => types().length === 1, 'something is asked');
    parts.push({ type: 'list', chats: names(500).map((chat) => row(chat, 7)) });
    parts.synced();
    equal(types(), ['list']);
    equal(asked[0].digest.length, 16);
    equal([store.chats.size, store.chats.get('g_499')?.seq], [500, 7]);
  },
  'reads one list at a time': async () => {
    const { parts, types } = replica({ chats: names(20), answer: async () => ({ buckets: [] }) });
    parts.push(positionsOf(names(10), 7));
    parts.push(positionsOf(names(20), 8));
    parts.push(positionsOf(names(20), 9));
    await eventually(() => types().length === 1, 'the list is asked for');
    parts.synced();
    equal(types(), ['list', 'list']);
    parts.synced();
    equal(types(), ['list', 'list']);
  },
  'keeps a chat that begins while the list is read': async () => {
    const { parts, store, types } = replica({
      chats: ['g_old'],
      answer: async ({ type }) => (type === 'list' ? { buckets: [bucketOf('g_new'), bucketOf('g_old')] } : { chat: row('g_new', 2) }),
    });
    parts.push({ type: 'resync' });
    await eventually(() => types().includes('list'), 'the list is asked for');
    parts.push({ type: 'entries', chat: 'g_new', entries: [message(2)] });
    await eventually(() => store.chats.has('g_new'), 'the new chat is there');
    parts.synced();
    equal([...store.chats.keys()], ['g_new']);
  },
  'lets pushes come again before it reads what was dropped': async () => {
    const { parts, store, types } = replica({
      chats: ['g_1'],
      answer: async ({ type }) => (type === 'list' ? { buckets: [] } : { entries: [], end: true }),
    });
    store.useLog('g_1').start([message(1)]);
    parts.push({ type: 'resync' });
    await eventually(() => types().length === 3, 'all is asked');
    equal(types(), ['resynced', 'list', 'sync']);
  },
  'begins anew when it cannot resync': async () => {
    const { parts, connection } = replica({
      answer: async () => {
        throw new Refusal({ code: 'internal', retryable: false });
      },
    });
    parts.push({ type: 'resync' });
    await eventually(() => connection.reopened === 1, 'the connection is opened again');
  },
  'watches again after a heartbeat with positions only': () => {
    const { parts, watch } = replica({ chats: ['g_1'] });
    parts.push({ type: 'heartbeat', serverTime: 1 });
    equal(watch.times, 0);
    parts.push(positionsOf(['g_1'], 1));
    equal(watch.times, 1);
  },
  'never goes back when a list is older than what was pushed': () => {
    const { parts, store } = replica({ chats: ['g_1'] });
    parts.push({ type: 'entries', chat: 'g_1', entries: [
      { seq: 2, n: 0, at: 5, kind: 'renamed', by: 'u_bob', title: 'Mantua' },
      { seq: 3, n: 0, at: 6, kind: 'added', by: 'u_bob', users: ['u_cy'] },
    ] });
    parts.push({ type: 'list', chats: [row('g_1', 1, { read: { seq: 1, n: 0 } })] });
    const { seq, title, memberCount } = store.chats.get('g_1') ?? {};
    equal([seq, title, memberCount], [3, 'Mantua', 3]);
  },
  'ignores what it does not know': () => {
    const { parts, types } = replica({ chats: ['g_1'] });
    parts.push({ type: 'a_thing_of_the_future' });
    equal(types(), []);
  },
  'goes on with what a snapshot has': () => {
    const before = replica({ chats: ['g_1', 'g_2'] });
    before.store.useLog('g_1').start([message(1), message(2)]);
    before.store.putReceipt('g_1', 'u_bob', { read: 2 });
    const store = new Store();
    restore(store, structuredClone(snapshotOf(before.store)));
    const hello = (of) => new Replica(/** @type {any} */ ({ store: of })).hello();
    equal([store.me.user, store.receipts.get('g_1').get('u_bob').read], ['u_ann', 2]);
    equal([hello(store), hello(store).chats, hello(store).digest.length], [hello(before.store), [{ chat: 'g_1', seq: 2 }], 16]);
  },
  'forgets what a snapshot has when the server was restored since': () => {
    const before = replica({ chats: ['g_1'] });
    before.parts.welcome({ open: [], buckets: [], history: 'first' });
    before.store.useLog('g_1').start([message(1)]);
    const { parts, store, connection } = replica({});
    restore(store, structuredClone(snapshotOf(before.store)));
    parts.welcome({ open: [], buckets: [], history: 'first' });
    equal([connection.reopened, store.chats.size], [0, 1]);
    parts.welcome({ open: [], buckets: [], history: 'second' });
    equal([connection.reopened, store.chats.size, parts.hello().chats], [1, 0, []]);
  },
  'says of no chat that it has its end when it has let go of it': () => {
    const { parts, store, types } = replica({ chats: ['g_1'] });
    store.useLog('g_1').startWithin([message(1)], false);
    equal(parts.hello().chats, []);
    parts.push(positionsOf(['g_1'], 1));
    equal(types().includes('sync'), false);
  },
};
