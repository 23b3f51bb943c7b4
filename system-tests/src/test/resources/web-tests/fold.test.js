import { foldIntoChat } from '/sdk/fold.js';
import { Store, unreadOf } from '/sdk/store.js';
import { equal, message } from './harness.js';

const row = (more = {}) =>
  /** @type {any} */ ({ chat: 'g_1', kind: 'group', title: 'Verona', memberCount: 3, seq: 3, n: 2, read: { seq: 3, n: 2 }, joinedSeq: 1, ...more });
const entry = (kind, more = {}) => ({ seq: 4, n: 2, at: 5, kind, by: 'u_bob', ...more });

export const tests = {
  'counts a message of somebody else as unread': () => {
    const after = foldIntoChat(row(), [message(4, { n: 3 })], 'u_ann');
    equal([after.seq, after.n, unreadOf(after), after.last?.text], [4, 3, 1, 'text 4']);
  },
  'reads the chat up to a message of one’s own': () => {
    const after = foldIntoChat(row({ n: 5 }), [message(4, { n: 6, by: 'u_ann' })], 'u_ann');
    equal([unreadOf(after), after.read], [0, { seq: 4, n: 6 }]);
  },
  'cuts the preview at 100 units': () => {
    equal(foldIntoChat(row(), [message(4, { text: 'x'.repeat(150) })], 'u_ann').last?.text.length, 100);
  },
  'follows members and titles': () => {
    equal(foldIntoChat(row(), [entry('added', { users: ['u_dan', 'u_eve'] })], 'u_ann').memberCount, 5);
    equal(foldIntoChat(row(), [entry('left')], 'u_ann').memberCount, 2);
    equal(foldIntoChat(row(), [entry('renamed', { title: 'Mantua' })], 'u_ann').title, 'Mantua');
  },
  'notices that oneself was removed, and comes back': () => {
    const out = foldIntoChat(row(), [entry('removed', { user: 'u_ann' })], 'u_ann');
    equal(out.leftSeq, 4);
    const back = foldIntoChat(out, [entry('added', { seq: 5, users: ['u_ann'] })], 'u_ann');
    equal([back.leftSeq ?? 0, back.joinedSeq], [0, 5]);
  },
  'treats an unknown kind as hidden': () => {
    const after = foldIntoChat(row(), [entry('poll')], 'u_ann');
    equal([after.seq, after.last ?? 0, unreadOf(after)], [4, 0, 0]);
  },
  'never takes a position back': () => {
    const store = new Store();
    store.putChat(row({ seq: 9, n: 9, read: { seq: 8, n: 8 } }));
    store.putRead('g_1', { seq: 5, n: 5 });
    store.putReceipt('g_1', 'u_bob', { delivered: 7, read: 6 });
    store.putReceipt('g_1', 'u_bob', { delivered: 3, read: 2 });
    equal(store.chats.get('g_1')?.read, { seq: 8, n: 8 });
    equal(store.receipts.get('g_1')?.get('u_bob'), { read: 6, delivered: 7 });
  },
  'keeps what it heard since, when an older row is told': () => {
    const store = new Store();
    store.putChat(row({ seq: 9, n: 9 }));
    store.putChat(row({ seq: 4, n: 4, title: 'Mantua', read: { seq: 4, n: 4 } }));
    const chat = store.chats.get('g_1');
    equal([chat?.seq, chat?.n, chat?.title], [9, 9, 'Verona']);
  },
};
