// @ts-check
let lastMs = 0;
let counter = 0;

/**
 * A new UUIDv7. Keys that one page makes sort in the order in which they were made: within a millisecond a 12-bit counter
 * grows, and past its end the time is borrowed from the next millisecond.
 *
 * @param {number} [nowMs]
 * @returns {string}
 */
export function newKey(nowMs = Date.now()) {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  const random = crypto.getRandomValues(new Uint8Array(8));
  const time = lastMs.toString(16).padStart(12, '0');
  const sequence = counter.toString(16).padStart(3, '0');
  random[0] = (random[0] & 0x3f) | 0x80;
  const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/** @param {{chat: string, key: string}} message @returns {string} what tells it from all others of its user: a key is of one chat */
export function idOf({ chat, key }) {
  return `${chat} ${key}`;
}
