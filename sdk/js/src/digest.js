// @ts-check
/** @import {Chat} from './types.js' */

const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;
const BUCKETS = 16;
const utf8 = new TextEncoder();

/**
 * FNV-1a, 64 bits, of the UTF-8 bytes of a text.
 *
 * @param {string} text
 * @returns {bigint}
 */
export function fnv1a64(text) {
  let hash = OFFSET_BASIS;
  for (const byte of utf8.encode(text)) {
    hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  }
  return hash;
}

/** @param {string} chat @returns {number} the bucket of the list that a chat belongs to, 0 to 15 */
export function bucketOf(chat) {
  return Number(fnv1a64(chat) % BigInt(BUCKETS));
}

/**
 * The digest of a whole chat list: 16 numbers in hexadecimal, from which a server sees which parts differ.
 *
 * @param {Iterable<Chat>} chats
 * @returns {string[]}
 */
export function listDigest(chats) {
  const buckets = new Array(BUCKETS).fill(0n);
  for (const chat of chats) {
    const state = `${chat.chat}:${chat.seq}:${chat.read.seq}:${chat.leftSeq ?? 0}`;
    buckets[bucketOf(chat.chat)] ^= fnv1a64(state);
  }
  return buckets.map((bucket) => bucket.toString(16).padStart(16, '0'));
}
