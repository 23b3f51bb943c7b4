import { looksOf, rowsOf, statusBy } from '/view/rows.js';
import { equal, message } from './harness.js';

const NOON = new Date(2026, 4, 3, 12).getTime();
const at = (seq, minutes, more = {}) => message(seq, { at: NOON + minutes * 60_000, ...more });
const rows = (entries, more = {}) => rowsOf({ entries, unsent: [], me: 'u_ann', unreadFrom: 0, statusOf: () => 'sent', ...more });
const kinds = (list) => list.map((row) => row.kind);

export const tests = {
  'begins each day with a line': () => {
    equal(kinds(rows([at(1, 0), at(2, 1), at(3, 24 * 60)])), ['day', 'message', 'message', 'day', 'message']);
  },
  'joins messages of one person that follow closely': () => {
    const shape = rows([at(1, 0), at(2, 1), at(3, 10), at(4, 11, { by: 'u_cy' })])
      .slice(1)
      .map((row) => `${row.head ? 'head' : ''}${row.tail ? 'tail' : ''}`);
    equal(shape, ['head', 'tail', 'headtail', 'headtail']);
  },
  'marks where the unread messages begin, once': () => {
    const list = rows([at(1, 0), at(2, 1), at(3, 2)], { unreadFrom: 2 });
    equal(kinds(list), ['day', 'message', 'unread', 'message', 'message']);
  },
  'marks nothing where the first unread message is not among them': () => {
    equal(kinds(rows([at(3, 0), at(4, 1)], { unreadFrom: 2 })), ['day', 'message', 'message']);
  },
  'shows no hidden and no unknown entries': () => {
    equal(kinds(rows([at(1, 0), at(2, 1, { kind: 'hidden' }), at(3, 1, { kind: 'poll' })])), ['day', 'message']);
  },
  'shows what waits to be sent at the end': () => {
    const unsent = [{ key: 'k9', user: 'u_ann', chat: 'g_1', text: 'soon', at: NOON }];
    const last = rows([at(1, 0)], { unsent }).at(-1);
    equal([last.text, last.status, last.mine], ['soon', 'waiting', true]);
  },
  'gives a message the same id before and after it is sent': () => {
    const unsent = [{ key: 'k9', user: 'u_ann', chat: 'g_1', text: 'soon', at: NOON }];
    equal(rows([], { unsent }).at(-1).id, rows([at(9, 0, { by: 'u_ann' })]).at(-1).id);
  },
  'makes only what a new message changes look otherwise': () => {
    const entries = [at(1, 0), at(2, 1), at(3, 2)];
    const before = rows(entries).slice(1).map(looksOf);
    const after = rows([...entries, at(4, 3)]).slice(1).map(looksOf);
    const same = before.map((looks, index) => looks.every((value, place) => value === after[index][place]));
    equal(same, [true, true, false]);
  },
  'makes a message look otherwise when it was sent, failed, or has got further': () => {
    const unsent = { key: 'k9', user: 'u_ann', chat: 'g_1', text: 'soon', at: NOON };
    const entry = at(9, 0, { by: 'u_ann' });
    const looks = [
      rows([], { unsent: [{ ...unsent, failed: 'not_a_member' }] }), rows([], { unsent: [unsent] }), rows([entry]),
      rows([entry], { statusOf: () => 'read' }),
    ].map((list) => looksOf(list.at(-1)));
    equal(looks.slice(1).map((now, index) => now.every((value, place) => value === looks[index][place])), [false, false, false]);
  },
  'calls a message read when everybody who was there has read it': () => {
    const others = [{ user: 'u_bob', joinedSeq: 1 }, { user: 'u_cy', joinedSeq: 1 }, { user: 'u_new', joinedSeq: 8 }];
    const receipts = new Map([['u_bob', { delivered: 7, read: 7 }], ['u_cy', { delivered: 6, read: 5 }]]);
    const statusOf = statusBy(receipts, others);
    equal([5, 6, 7, 8].map((seq) => statusOf(message(seq))), ['read', 'delivered', 'sent', 'sent']);
  },
  'does not call a message read when nobody else is there': () => {
    equal(statusBy(new Map(), [])(message(1)), 'sent');
  },
};
