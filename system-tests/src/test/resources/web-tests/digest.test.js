import { bucketOf, fnv1a64, listDigest } from '/sdk/digest.js';
import { equal } from './harness.js';

export const tests = {
  'hashes the published vectors of FNV-1a': () => {
    equal(fnv1a64('').toString(16), 'cbf29ce484222325');
    equal(fnv1a64('a').toString(16), 'af63dc4c8601ec8c');
    equal(fnv1a64('foobar').toString(16), '85944171f73967e8');
  },
  'hashes the UTF-8 bytes of a text': () => {
    equal(fnv1a64('é').toString(16), 'ac21707b7181e01');
  },
  'makes 16 numbers of 16 digits, zero for an empty bucket': () => {
    const digest = listDigest([]);
    equal(digest.length, 16);
    equal(new Set(digest).size, 1);
    equal(digest[0], '0000000000000000');
  },
  'puts a chat into one bucket, and says 0 where nobody left': () => {
    const chat = { chat: 'g_7f', seq: 43, n: 40, read: { seq: 41, n: 39 } };
    const digest = listDigest([/** @type {any} */ (chat)]);
    const bucket = bucketOf('g_7f');
    equal(digest[bucket], fnv1a64('g_7f:43:41:0').toString(16).padStart(16, '0'));
    equal(digest.filter((number) => number !== '0000000000000000').length, 1);
  },
};
