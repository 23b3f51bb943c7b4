import { Refusal, unanswered } from '/sdk/errors.js';
import { Store } from '/sdk/store.js';
import { Watch } from '/sdk/watch.js';
import { equal, eventually } from './harness.js';

/** Somebody with a direct chat, on a connection that gives these answers, then good ones. */
function watch(...failures) {
  const asked = [];
  const store = new Store();
  store.set({ me: /** @type {any} */ ({ user: 'u_ann' }) });
  store.putChat(/** @type {any} */ ({ chat: 'd_1', kind: 'direct', peer: 'u_bob', seq: 1, n: 0, read: { seq: 0, n: 0 } }));
  const connection = /** @type {any} */ ({
    state: 'online',
    request: async (frame) => {
      asked.push(frame.users);
      const failure = failures.shift();
      if (failure) {
        throw failure;
      }
      return { users: frame.users.map((user) => ({ user, online: true })) };
    },
  });
  return { watch: new Watch(connection, store), store, asked };
}

export const tests = {
  'says once whom it watches': async () => {
    const { watch: parts, store, asked } = watch();
    parts.look();
    await eventually(() => store.presence.get('u_bob')?.online, 'the presence is known');
    parts.look();
    await new Promise((resolve) => setTimeout(resolve, 300));
    equal(asked, [['u_bob']]);
  },
  'says it again when the server may have forgotten': async () => {
    const { watch: parts, asked } = watch();
    parts.look();
    await eventually(() => asked.length === 1, 'it is said');
    parts.again();
    await eventually(() => asked.length === 2, 'it is said again');
  },
  'says it again after a failure': async () => {
    const { watch: parts, store, asked } = watch(
      new Refusal({ code: 'rate_limited', retryable: true, retryAfterMs: 1 }),
      unanswered(),
    );
    parts.look();
    await eventually(() => store.presence.get('u_bob')?.online, 'the presence is known');
    equal(asked.length, 3);
  },
  'watches no more users than the server takes': async () => {
    const { watch: parts, store, asked } = watch();
    for (let i = 0; i < 9; i++) {
      store.putChat(/** @type {any} */ ({ chat: `d_x${i}`, kind: 'direct', peer: `u_${i}`, seq: 1, n: 0, read: { seq: 0, n: 0 } }));
    }
    store.set({ limits: { ...store.limits, watchedUsers: 4 } });
    parts.look();
    await eventually(() => asked.length === 1, 'it is said');
    equal(asked[0].length, 4);
  },
};
