import { ChatLog } from '/sdk/log.js';
import { equal, holds, message } from './harness.js';

const seqs = (log) => log.entries.map((entry) => entry.seq);
const started = (...numbers) => {
  const log = new ChatLog();
  log.start(numbers.map((seq) => message(seq)));
  return log;
};

const bounded = (...numbers) => {
  const log = new ChatLog(4);
  log.start(numbers.map((seq) => message(seq)));
  return log;
};

export const tests = {
  'applies the entry that comes next': () => {
    const log = started(1, 2);
    equal(log.append([message(3)]).length, 1);
    equal(seqs(log), [1, 2, 3]);
  },
  'ignores entries that it has': () => {
    const log = started(1, 2);
    equal(log.append([message(1), message(2)]), []);
    equal(seqs(log), [1, 2]);
  },
  'shows nothing beyond a gap until it is filled': () => {
    const log = started(1, 2);
    log.append([message(5), message(4)]);
    equal(seqs(log), [1, 2]);
    holds(log.hasGap, 'it knows of the gap');
    log.append([message(3)]);
    equal(seqs(log), [1, 2, 3, 4, 5]);
    holds(!log.hasGap, 'the gap is filled');
  },
  'keeps what is pushed while the first page is read': () => {
    const log = new ChatLog();
    log.append([message(4)]);
    log.start([message(2), message(3)]);
    equal(seqs(log), [2, 3, 4]);
  },
  'joins an older page only where it fits': () => {
    const log = started(5, 6);
    log.prepend([message(1), message(2)]);
    equal(seqs(log), [5, 6]);
    log.prepend([message(3), message(4), message(5)]);
    equal(seqs(log), [3, 4, 5, 6]);
  },
  'knows the start of the chat': () => {
    holds(started(1, 2).reachesStart, 'seq 1 is the start');
    holds(!started(2, 3).reachesStart, 'seq 2 is not');
  },
  'knows the keys of its messages': () => {
    const log = started(1);
    holds(log.has('k1') && !log.has('k2'), 'k1 only');
  },
  'forgets the oldest of a long log, and can read them again': () => {
    const log = started(...Array.from({ length: 1_001 }, (_, i) => i + 1));
    log.trim();
    equal([log.first, log.last], [502, 1_001]);
    holds(!log.reachesStart && !log.has('k1'), 'the start is gone');
    log.prepend([message(501)]);
    equal(log.first, 501);
  },
  'lets go of the end when a bounded one is read back': () => {
    const log = bounded(4, 5, 6, 7);
    log.prepend([message(2), message(3)]);
    equal([seqs(log), log.attached, log.has('k6')], [[2, 3, 4, 5], false, false]);
    equal([log.append([message(6), message(8)]), seqs(log), log.hasGap], [[], [2, 3, 4, 5], false]);
  },
  'comes back to the end page by page': () => {
    const log = bounded(4, 5, 6, 7);
    log.prepend([message(2), message(3)]);
    log.extend([message(6), message(7)], false);
    equal([seqs(log), log.attached], [[4, 5, 6, 7], false]);
    log.extend([message(8)], true);
    equal([log.append([message(9)]).length, log.last, log.attached], [1, 9, true]);
  },
  'takes no page that does not follow': () => {
    const log = bounded(4, 5, 6, 7);
    log.prepend([message(2), message(3)]);
    log.extend([message(8)], true);
    equal([seqs(log), log.attached], [[2, 3, 4, 5], false]);
  },
  'begins anywhere, and is at the end only when told': () => {
    const log = new ChatLog(4);
    log.startWithin([message(3), message(4)], false);
    equal([seqs(log), log.attached, log.append([message(5)])], [[3, 4], false, []]);
    log.startWithin([message(8), message(9)], true);
    equal([seqs(log), log.attached], [[8, 9], true]);
  },
  'never drops what one looks at while it has let go of the end': () => {
    const log = bounded(4, 5, 6, 7);
    log.prepend([message(2), message(3)]);
    log.trim();
    equal(seqs(log), [2, 3, 4, 5]);
  },
};
