// @ts-check
/**
 * What the scripted server has: chats with their logs, as one user sees them.
 *
 * @typedef {{seq: number, n: number, at: number, kind: string, [field: string]: any}} Entry
 * @typedef {{chat: string, kind?: 'direct' | 'group', title?: string, members?: string[], messages?: number, read?: number}} Given
 */

export const ME = 'u_ann';
const MASK = 0xffffffffffffffffn;
const BUCKETS = 16;

export class Chat {
  /** @type {Entry[]} */
  entries = [];
  /** How far each member is. @type {Map<string, {delivered: number, read: number}>} */
  positions = new Map();
  leftSeq = 0;
  /** Whether it stands where another chat was, and no page of it was read yet. */
  unread = false;

  /** @param {Given} given @param {number} now */
  constructor({ chat, kind = 'group', title = chat, members = [ME, 'u_bob'], messages = 0, read = 0 }, now) {
    this.id = chat;
    this.kind = kind;
    this.title = kind === 'direct' ? '' : title;
    this.members = [...members];
    this.add({ kind: 'created', by: members.at(-1), chatKind: kind, title: this.title, users: members }, now);
    for (let i = 1; i <= messages; i++) {
      this.message(members.at(-1) ?? '', `${chat} ${i}`, now);
    }
    this.position(ME, 'read', read);
  }

  get seq() {
    return this.entries.length;
  }

  get n() {
    return this.entries.at(-1)?.n ?? 0;
  }

  /** @param {object} entry @param {number} now @returns {Entry} */
  add(entry, now) {
    const kind = /** @type {any} */ (entry).kind;
    const added = { seq: this.seq + 1, n: this.n + (kind === 'message' ? 1 : 0), at: Math.round(now), kind, ...entry };
    this.entries.push(added);
    return added;
  }

  /** @param {string} by @param {string} text @param {number} now @param {string} [key] */
  message(by, text, now, key = `key-${this.id}-${this.seq + 1}`) {
    const entry = this.add({ kind: 'message', by, key, text }, now);
    this.position(by, 'read', entry.seq);
    return entry;
  }

  /** @param {string} by @param {string} key */
  withKey(by, key) {
    return this.entries.find((entry) => entry.by === by && entry.key === key);
  }

  /** @param {string} user @param {'delivered' | 'read'} kind @param {number} seq */
  position(user, kind, seq) {
    const known = this.positions.get(user) ?? { delivered: 0, read: 0 };
    const moved = Math.min(this.seq, Math.max(known[kind], seq));
    const next = { ...known, [kind]: moved };
    this.positions.set(user, { ...next, delivered: Math.max(next.delivered, next.read) });
  }

  /** The chat as `list` has it. */
  row() {
    const read = this.positions.get(ME)?.read ?? 0;
    const last = this.entries.findLast((entry) => entry.kind === 'message');
    return {
      chat: this.id, kind: this.kind, title: this.title, memberCount: this.members.length, seq: this.seq, n: this.n,
      read: { seq: read, n: this.entries[read - 1]?.n ?? 0 }, joinedSeq: 1, sizeClass: 'small',
      ...(this.kind === 'direct' && { peer: this.members.find((user) => user !== ME) }),
      ...(this.leftSeq && { leftSeq: this.leftSeq }),
      ...(last && { last: { by: last.by, text: last.text, at: last.at } }),
    };
  }
}

/** @param {string} text FNV-1a, 64 bits */
function fnv(text) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) {
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & MASK;
  }
  return hash;
}

/** @param {string} chat */
export function bucketOf(chat) {
  return Number(fnv(chat) % BigInt(BUCKETS));
}

/** @param {Iterable<Chat>} chats @returns {string[]} as protocol.md 2.2 has it */
export function digestOf(chats) {
  const buckets = new Array(BUCKETS).fill(0n);
  for (const chat of chats) {
    const read = chat.positions.get(ME)?.read ?? 0;
    buckets[bucketOf(chat.id)] ^= fnv(`${chat.id}:${chat.seq}:${read}:${chat.leftSeq}`);
  }
  return buckets.map((bucket) => bucket.toString(16).padStart(16, '0'));
}
