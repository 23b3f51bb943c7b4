import { Backoff } from '/sdk/backoff.js';
import { newKey } from '/sdk/ids.js';
import { equal, holds } from './harness.js';

export const tests = {
  'makes UUIDs of version 7': () => {
    holds(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(newKey()), 'the format');
  },
  'orders keys as they were made, also within a millisecond': () => {
    const keys = Array.from({ length: 10_000 }, () => newKey());
    equal(keys.slice().sort(), keys);
    equal(new Set(keys).size, keys.length);
  },
  'keeps the order when the clock goes back': () => {
    const before = newKey();
    holds(newKey(1) > before, 'later is greater');
  },
  'waits 1, 2, 4 … 30 s between attempts': () => {
    const backoff = new Backoff(() => 0.5);
    equal(Array.from({ length: 7 }, () => backoff.next()), [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    backoff.reset();
    equal(backoff.next(), 1_000);
  },
  'spreads the waiting from half to one and a half': () => {
    equal([new Backoff(() => 0).next(), new Backoff(() => 1).next()], [500, 1_500]);
  },
};
