// @ts-check
/** @import {Chat, Entry} from './types.js' */

const PREVIEW_UNITS = 100;

/**
 * What entries change about their chat's row in the list: the same the server would say if it were asked again.
 *
 * @param {Chat} chat
 * @param {Entry[]} entries ascending, all newer than the row
 * @param {string} me
 * @returns {Chat}
 */
export function foldIntoChat(chat, entries, me) {
  return entries.reduce((row, entry) => ({ ...row, ...changeOf(row, entry, me) }), chat);
}

/** @param {Chat} chat @param {Entry} entry @param {string} me @returns {Partial<Chat>} */
function changeOf(chat, entry, me) {
  const position = { seq: entry.seq, n: entry.n };
  const moved = { ...position, activity: Math.max(chat.activity ?? 0, entry.at) };
  switch (entry.kind) {
    case 'message': {
      const last = { by: entry.by ?? '', text: (entry.text ?? '').slice(0, PREVIEW_UNITS), at: entry.at };
      return entry.by === me ? { ...moved, last, read: position } : { ...moved, last };
    }
    case 'added': {
      const users = entry.users ?? [];
      const back = users.includes(me) ? { joinedSeq: entry.seq, leftSeq: undefined } : {};
      return { ...moved, memberCount: chat.memberCount + users.length, ...back };
    }
    case 'removed':
    case 'left': {
      const gone = entry.kind === 'left' ? entry.by : entry.user;
      return { ...moved, memberCount: chat.memberCount - 1, ...(gone === me ? { leftSeq: entry.seq } : {}) };
    }
    case 'renamed':
      return { ...moved, title: entry.title ?? chat.title };
    case 'created':
      return moved;
    default:
      return position;
  }
}

/** @param {Entry[]} entries @returns {Set<string>} everybody who is named in them */
export function peopleIn(entries) {
  const named = entries.flatMap((entry) => [entry.by, entry.user, ...(entry.users ?? [])]);
  return new Set(/** @type {string[]} */ (named.filter((user) => user)));
}

/** @param {Entry[]} entries @returns {boolean} whether they change who is in the chat */
export function changesMembers(entries) {
  return entries.some((entry) => ['created', 'added', 'removed', 'left'].includes(entry.kind));
}
