import { People } from '/sdk/people.js';
import { Store } from '/sdk/store.js';
import { equal, eventually } from './harness.js';

const MINUTE = 60_000;

/** Ann, a clock that a test moves, and a server that answers how people are called, or fails when told to. */
function people() {
  const store = new Store();
  store.set({ me: /** @type {any} */ ({ user: 'u_ann', name: 'ann', displayName: 'Ann' }) });
  const server = { asked: [], names: { u_ann: 'Anna', u_bob: 'Bob', u_cy: 'Cy' }, away: false, now: MINUTE };
  const lookup = async (users) => {
    server.asked.push(users);
    if (server.away) {
      throw new Error('away');
    }
    return users.map((user) => ({ user, name: user.slice(2), displayName: server.names[user] }));
  };
  const clock = { now: () => server.now, later: (work) => setTimeout(work, 1), cancel: clearTimeout };
  return { people: new People(/** @type {any} */ ({ lookup }), store, /** @type {any} */ (clock)), store, server };
}

export const tests = {
  'asks once for whom it does not know': async () => {
    const { people: parts, store, server } = people();
    parts.need(['u_bob', undefined, 'u_cy']);
    parts.need(['u_bob']);
    await eventually(() => store.nameOf('u_bob') === 'Bob', 'he is known');
    parts.need(['u_bob', 'u_cy']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    equal(server.asked, [['u_bob', 'u_cy']]);
  },
  'asks again for whom it knows after ten minutes': async () => {
    const { people: parts, store, server } = people();
    parts.need(['u_bob']);
    await eventually(() => store.nameOf('u_bob') === 'Bob', 'he is known');
    server.names.u_bob = 'Bobby';
    server.now += 9 * MINUTE;
    parts.freshen(['u_bob']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    equal(server.asked.length, 1);
    server.now += MINUTE;
    parts.freshen(['u_bob']);
    await eventually(() => store.nameOf('u_bob') === 'Bobby', 'the new name is known');
  },
  'asks once a run for whom it knows from before': async () => {
    const { people: parts, store, server } = people();
    store.putPeople([{ user: 'u_bob', name: 'bob', displayName: 'Robert' }]);
    parts.freshen(['u_bob', 'u_bob'], Infinity);
    await eventually(() => store.nameOf('u_bob') === 'Bob', 'the new name is known');
    server.now += 60 * MINUTE;
    parts.freshen(['u_bob'], Infinity);
    await new Promise((resolve) => setTimeout(resolve, 20));
    equal(server.asked, [['u_bob']]);
  },
  'asks again when it was not answered': async () => {
    const { people: parts, store, server } = people();
    store.putPeople([{ user: 'u_bob', name: 'bob', displayName: 'Robert' }]);
    server.away = true;
    parts.freshen(['u_bob'], Infinity);
    await eventually(() => server.asked.length === 1, 'it is asked');
    server.away = false;
    await new Promise((resolve) => setTimeout(resolve, 20));
    parts.freshen(['u_bob'], Infinity);
    await eventually(() => store.nameOf('u_bob') === 'Bob', 'the new name is known');
  },
  'asks for no more than two hundred at once': async () => {
    const { people: parts, server } = people();
    parts.freshen(Array.from({ length: 300 }, (_, i) => `u_${i}`));
    await eventually(() => server.asked.length > 0, 'it is asked');
    await new Promise((resolve) => setTimeout(resolve, 20));
    equal(server.asked.map((users) => users.length), [200]);
  },
  'learns how oneself is called': async () => {
    const { people: parts, store } = people();
    parts.freshen(['u_ann']);
    await eventually(() => store.me.displayName === 'Anna', 'the new name is known');
    equal(store.me.user, 'u_ann');
  },
};
