#!/usr/bin/env node
// @ts-check
/** @import {Case} from './lib/play.js' */
import { readFileSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Play } from './lib/play.js';

const HELP = `node run.js [options] -- COMMAND...   plays all cases with the driver that COMMAND starts
  --case NAME      only this one; may be given again
  --speed N        how fast time passes: 20; 1 for an SDK that cannot be given a clock
  --patience MS    how long something that must happen may take, by the wall clock: 10000
  --at-once N      how many cases are played side by side: 6
  --json           one line of JSON for each case, instead of words
  --list           only tells which cases there are
docs/protocol.md says what a driver must do (section 5).
`;

const CASES = new URL('./cases/', import.meta.url);

const split = process.argv.indexOf('--');
const command = split < 0 ? [] : process.argv.slice(split + 1);
const { values } = parseArgs({
  args: process.argv.slice(2, split < 0 ? undefined : split),
  options: {
    case: { type: 'string', multiple: true },
    speed: { type: 'string', default: '20' },
    patience: { type: 'string', default: '10000' },
    'at-once': { type: 'string', default: '6' },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** @returns {Case[]} */
function cases() {
  const all = readdirSync(CASES).sort().filter((name) => name.endsWith('.json'))
    .map((name) => ({ name: name.slice(0, -'.json'.length), ...JSON.parse(readFileSync(new URL(name, CASES), 'utf8')) }));
  const unknown = values.case?.filter((name) => !all.some((one) => one.name === name)) ?? [];
  if (unknown.length > 0) {
    throw new Error(`no such case: ${unknown.join(', ')}`);
  }
  return values.case ? all.filter((one) => values.case?.includes(one.name)) : all;
}

/** @param {Case} script @param {string} failure @param {number} ms */
function tell(script, failure, ms) {
  if (values.json) {
    console.log(JSON.stringify({ case: script.name, rule: script.rule, says: script.says, failure, ms }));
  } else {
    console.log(`${failure ? 'FAILED' : 'ok'}  ${script.name} (${script.rule}): ${script.says} [${ms} ms]${failure ? `\n${failure}` : ''}`);
  }
}

async function main() {
  const waiting = cases();
  if (values.help || (command.length === 0 && !values.list)) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  if (values.list) {
    waiting.forEach(({ name, rule, says }) => console.log(`${name} (${rule}): ${says}`));
    return 0;
  }
  const all = waiting.length;
  let failed = 0;
  const play = async () => {
    for (let script = waiting.shift(); script; script = waiting.shift()) {
      const begun = Date.now();
      const setting = { command, speed: Number(values.speed), patienceMs: Number(values.patience) };
      const failure = await new Play(script, setting).run();
      failed += failure ? 1 : 0;
      tell(script, failure, Date.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: Number(values['at-once']) }, play));
  if (!values.json) {
    console.log(`${all - failed} passed, ${failed} failed`);
  }
  return failed > 0 ? 1 : 0;
}

process.exitCode = await main();
