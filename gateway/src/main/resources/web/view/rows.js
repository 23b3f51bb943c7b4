// @ts-check
/** @import {Entry, Member, Receipt, Unsent} from 'parley-client' */
import { dayOf } from './format.js';

const GROUP_MS = 5 * 60_000;

/**
 * What a conversation shows, from top to bottom.
 *
 * @typedef {{kind: 'day', id: string, at: number}
 *   | {kind: 'unread', id: string}
 *   | {kind: 'event', id: string, entry: Entry}
 *   | {kind: 'message', id: string, seq: number, at: number, by: string, text: string, mine: boolean, head: boolean,
 *      tail: boolean, status: string, entry?: Entry, unsent?: Unsent}} Row
 */

/**
 * @param {object} of
 * @param {Entry[]} of.entries
 * @param {Unsent[]} of.unsent
 * @param {string} of.me
 * @param {number} of.unreadFrom the first seq that was unread when the conversation was opened; 0 for none
 * @param {(entry: Entry) => string} of.statusOf how far a message of one's own has got
 * @returns {Row[]}
 */
export function rowsOf({ entries, unsent, me, unreadFrom, statusOf }) {
  /** @type {Row[]} */
  const rows = [];
  let day = { from: 0, to: 0 };
  // A stretch from somewhere later does not begin with what is new.
  let marked = !unreadFrom || (entries[0]?.seq ?? 0) > unreadFrom;
  const beginDay = (/** @type {number} */ at) => {
    if (at < day.from || at >= day.to) {
      day = dayOf(at);
      rows.push({ kind: 'day', id: `day ${day.from}`, at });
    }
  };
  for (const entry of entries) {
    if (entry.kind !== 'message' && !EVENTS.has(entry.kind)) {
      continue;
    }
    beginDay(entry.at);
    const mine = entry.by === me;
    if (!marked && entry.seq >= unreadFrom && entry.kind === 'message' && !mine) {
      rows.push({ kind: 'unread', id: 'unread' });
      marked = true;
    }
    rows.push(
      entry.kind === 'message'
        ? { kind: 'message', id: entry.key ? `${entry.by} ${entry.key}` : `${entry.seq}`, seq: entry.seq, at: entry.at,
            by: entry.by ?? '', text: entry.text ?? '', mine, head: true, tail: true, status: mine ? statusOf(entry) : '', entry }
        : { kind: 'event', id: `${entry.seq}`, entry },
    );
  }
  for (const message of unsent) {
    beginDay(message.at);
    rows.push({ kind: 'message', id: `${me} ${message.key}`, seq: 0, at: message.at, by: me, text: message.text, mine: true,
      head: true, tail: true, status: message.failed ? 'failed' : 'waiting', unsent: message });
  }
  return joinNeighbours(rows);
}

const EVENTS = new Set(['created', 'added', 'removed', 'left', 'renamed']);

/**
 * What a row looks like depends on these, and on how people are called: where all are the same, it need not be made again.
 *
 * @param {Exclude<Row, {kind: 'day'}>} row of a day it is said how long ago that is, which time changes
 * @returns {unknown[]}
 */
export function looksOf(row) {
  return row.kind === 'message' ? [row.entry, row.unsent, row.unsent?.failed, row.head, row.tail, row.status] : [row.kind === 'event' && row.entry];
}

/** Messages of one person that follow each other closely look like one. @param {Row[]} rows @returns {Row[]} */
function joinNeighbours(rows) {
  for (let i = 1; i < rows.length; i++) {
    const above = rows[i - 1];
    const below = rows[i];
    if (above.kind === 'message' && below.kind === 'message' && above.by === below.by && below.at - above.at < GROUP_MS) {
      above.tail = false;
      below.head = false;
    }
  }
  return rows;
}

/**
 * How far messages of one's own have got: read when everybody has read it who was there.
 *
 * @param {Map<string, Receipt> | undefined} receipts by user
 * @param {{user: string, joinedSeq: number}[]} others
 * @returns {(entry: Entry) => string} sent, delivered or read
 */
export function statusBy(receipts, others) {
  return ({ seq }) => {
    const there = others.filter((other) => other.joinedSeq <= seq);
    const all = (/** @type {'delivered' | 'read'} */ kind) =>
      there.length > 0 && there.every(({ user }) => (receipts?.get(user)?.[kind] ?? 0) >= seq);
    return all('read') ? 'read' : all('delivered') ? 'delivered' : 'sent';
  };
}
