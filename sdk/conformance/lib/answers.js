// @ts-check
/** @import {Connection} from './connection.js' */
/** @import {ScriptedServer} from './server.js' */
import { Chat, ME } from './world.js';

const PAGE = 50;
const PAGE_MAX = 200;

/** @param {Connection} from @param {ScriptedServer} server @param {any} frame @returns {any[]} the reply, and what follows it at once */
export function answersTo(from, server, frame) {
  const { id, type } = frame;
  switch (type) {
    case 'ping':
      return [{ type: 'pong', id, serverTime: Math.round(server.now()) }];
    case 'token':
      return [server.isGood(frame.token) ? { type: 'done', id } : refusal(id, 'unauthenticated')];
    case 'resynced':
      from.resynced();
      return [{ type: 'done', id }];
    case 'list': {
      const buckets = from.differing(frame.digest);
      return [{ type: 'listed', id, buckets }, ...from.list(buckets)];
    }
    case 'watch_presence':
      from.watched = frame.users;
      return [{ type: 'presence', id, users: frame.users.map((/** @type {string} */ user) => ({ user, online: server.online.includes(user) })) }];
    default: {
      const chat = server.chats.get(frame.chat);
      return chat ? inChat(server, chat, frame) : id === undefined ? [] : [refusal(id, 'no_such_chat')];
    }
  }
}

/** @param {ScriptedServer} server @param {Chat} chat @param {any} frame */
function inChat(server, chat, frame) {
  const { id, type } = frame;
  switch (type) {
    case 'send':
      return send(server, chat, frame);
    case 'sync':
      return [page(chat, frame, frame.after, chat.seq + 1, PAGE_MAX)];
    case 'history': {
      const limit = Math.min(frame.limit ?? PAGE, PAGE_MAX);
      const before = frame.before ?? chat.seq + 1;
      return [frame.after === undefined
        ? page(chat, frame, Math.max(0, before - 1 - limit), before, limit)
        : page(chat, frame, frame.after, chat.seq + 1, limit)];
    }
    case 'get_chat':
      return [{ type: 'chat', id, chat: chat.row() }];
    case 'members':
      return [{ type: 'member_page', id, chat: chat.id, seq: chat.seq,
        members: chat.members.map((user) => ({ user, role: user === ME ? 'member' : 'owner', joinedSeq: 1 })) }];
    case 'receipts':
      return [{ type: 'receipt_list', id, chat: chat.id,
        receipts: [...chat.positions].map(([user, position]) => ({ user, ...position })) }];
    case 'delivered':
    case 'read':
      chat.position(ME, type, frame.seq);
      return id === undefined ? [] : [{ type: 'done', id, chat: chat.id, seq: frame.seq }];
    case 'typing':
      return [];
    default:
      return [refusal(id, 'unknown_type')];
  }
}

/** @param {ScriptedServer} server @param {Chat} chat @param {any} frame */
function send(server, chat, { id, key, since, text }) {
  const name = `${chat.id} ${key}`;
  const before = server.sent.get(name);
  if (!Number.isSafeInteger(since) || !/^[A-Za-z0-9_-]{1,64}$/.test(key)) {
    server.violations.push(`a message without a good key and since: ${key}, ${since}`);
  }
  if (before && (before.since !== since || before.text !== text)) {
    server.violations.push(`a retry with another since or text: ${JSON.stringify({ key, since, text })} after ${JSON.stringify(before)}`);
  }
  server.sent.set(name, before ?? { since, text });
  const known = chat.withKey(ME, key);
  const entry = known ?? chat.message(ME, text, server.now(), key);
  const push = { type: 'entries', chat: chat.id, entries: [entry] };
  const ack = { type: 'ack', id, chat: chat.id, key, seq: entry.seq, n: entry.n, at: entry.at, ...(known && { duplicate: true }) };
  if (!known && server.pushOwn) {
    server.pushFirst ? server.push(push) : queueMicrotask(() => server.push(push));
  }
  return [ack];
}

/** @param {Chat} chat @param {any} frame @param {number} after @param {number} before @param {number} limit */
function page(chat, { id, type, after: forward }, after, before, limit) {
  const entries = chat.entries.slice(after, Math.min(before - 1, after + limit));
  const back = type === 'history' && forward === undefined;
  chat.unread = false;
  return { type: 'page', id, chat: chat.id, entries, seq: chat.seq, n: chat.n, end: back ? after === 0 : after + entries.length >= chat.seq };
}

/** @param {number} id @param {string} code */
function refusal(id, code) {
  return { type: 'error', id, code, message: code, retryable: false };
}
