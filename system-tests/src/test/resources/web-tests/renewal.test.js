import { Refusal, unanswered } from '/sdk/errors.js';
import { Renewal } from '/sdk/renewal.js';
import { equal, eventually, holds } from './harness.js';

/** A renewal whose time the test lets pass, and whose answers it gives: a boolean, or an error. */
function renewal(...answers) {
  const waits = [];
  const passed = { work: () => {} };
  let renewed = 0;
  const parts = new Renewal({
    renew: async () => {
      const answer = answers.shift();
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    },
    renewed: () => renewed++,
    clock: { now: () => 0, later: (work, ms) => ((passed.work = work), waits.push(ms)), cancel: () => {} },
    random: () => 0.5,
  });
  return { parts, waits, pass: () => passed.work(), renewed: () => renewed, answers };
}

export const tests = {
  'renews a minute before the token ends': async () => {
    const { parts, waits, pass, renewed } = renewal(true);
    parts.lasts(900_000);
    equal(waits, [840_000]);
    pass();
    await eventually(() => renewed() === 1, 'it is renewed');
    equal(waits.length, 1);
  },
  'renews a short token at half its time': () => {
    const { parts, waits } = renewal();
    parts.lasts(70_000);
    equal(waits, [35_000]);
  },
  'waits half a minute even when the token seems to be over': () => {
    const { parts, waits } = renewal();
    parts.lasts(-3_600_000);
    equal(waits, [30_000]);
  },
  'tries again within the grace of the old token, and longer later': async () => {
    const { parts, waits, pass, renewed } = renewal(...Array.from({ length: 6 }, unanswered), true);
    parts.lasts(900_000);
    for (let tries = 1; tries <= 6; tries++) {
      pass();
      await eventually(() => waits.length === tries + 1, 'it is to be tried again');
    }
    equal(waits.slice(1), [1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
    pass();
    await eventually(() => renewed() === 1, 'it is renewed');
  },
  'begins with short waits after each success': async () => {
    const { parts, waits, pass } = renewal(unanswered(), unanswered(), unanswered());
    parts.lasts(900_000);
    pass();
    await eventually(() => waits.length === 2, 'a first failure');
    pass();
    await eventually(() => waits.length === 3, 'a second failure');
    parts.lasts(900_000);
    pass();
    await eventually(() => waits.length === 5, 'a failure of the next time');
    equal(waits[4], 1_000);
  },
  'waits as long as the server says': async () => {
    const { parts, waits, pass } = renewal(new Refusal({ code: 'rate_limited', retryable: true, retryAfterMs: 777 }));
    parts.lasts(900_000);
    pass();
    await eventually(() => waits.length === 2, 'it is to be tried again');
    equal(waits[1], 777);
  },
  'ends when signed out': async () => {
    const { parts, waits, pass, renewed, answers } = renewal(false);
    parts.lasts(900_000);
    pass();
    await eventually(() => answers.length === 0, 'it was asked');
    await Promise.resolve();
    equal([renewed(), waits.length], [0, 1]);
  },
  'is not begun again by a failure after its end': async () => {
    const { parts, waits, pass, answers } = renewal(unanswered());
    parts.lasts(900_000);
    pass();
    parts.stop();
    await eventually(() => answers.length === 0, 'it was asked');
    await new Promise((resolve) => setTimeout(resolve, 0));
    holds(waits.length === 1, 'nothing is planned');
  },
};
