#!/usr/bin/env node
// @ts-check
/**
 * Breaks each rule of the SDK on purpose and plays the cases that must notice: a suite that passes a broken client is worth nothing.
 * Fails when a case passes. With `--json`, one line for each.
 */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MUTATIONS } from './mutations.js';

const AT_ONCE = 6;
/** A client that is whole needs far less; one that is broken is waited for as long. */
const PATIENCE_MS = 2_500;
/** A machine with much else to do can hide a fault that is one of time: what was not seen beside the others is looked for so often alone. */
const TRIES = 3;
const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

/** @param {import('./mutations.js').Mutation} mutation @param {string} folder */
async function plant({ file, from, to }, folder) {
  await cp(here('../src'), folder, { recursive: true });
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  if (text.split(from).length !== 2) {
    throw new Error(`${file} has not once: ${from}`);
  }
  await writeFile(path, text.replace(from, () => to));
}

/** @param {string} name @param {string} folder @returns {Promise<string>} what the suite found wrong */
function play(name, folder) {
  const driver = [process.execPath, ...process.execArgv, here('driver.js'), pathToFileURL(folder).href];
  const runner = spawn(process.execPath, [here('../../conformance/run.js'), '--json', '--patience', `${PATIENCE_MS}`, '--case', name, '--', ...driver]);
  let told = '';
  runner.stdout.on('data', (data) => (told += data));
  runner.stderr.pipe(process.stderr);
  return new Promise((resolve) => runner.on('close', () => resolve(told && JSON.parse(told).failure)));
}

/**
 * @param {import('./mutations.js').Mutation} mutation
 * @param {string} name of the case that is to notice
 * @param {number} tries
 * @returns {Promise<boolean>} whether it did
 */
async function see(mutation, name, tries) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-mutant-'));
  try {
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const src = join(folder, 'src');
    await plant(mutation, src);
    for (let left = tries; left > 0; left--) {
      const found = await play(name, src);
      if (found) {
        tell(mutation, name, '', found);
        return true;
      }
    }
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {import('./mutations.js').Mutation} mutation @param {string} name @param {string} failure @param {string} found */
function tell({ breaks }, name, failure, found) {
  const first = found.split('\n')[0];
  console.log(process.argv.includes('--json') ? JSON.stringify({ breaks, case: name, failure, found: first })
    : `${failure ? 'UNSEEN' : 'seen'}  ${breaks}: ${name} ${first}`);
}

const waiting = MUTATIONS.flatMap((mutation) => mutation.cases.map((name) => ({ mutation, name })));
/** @type {typeof waiting} */
const unseen = [];
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (!await see(next.mutation, next.name, 1)) {
      unseen.push(next);
    }
  }
}));
for (const { mutation, name } of unseen) {
  if (!await see(mutation, name, TRIES)) {
    tell(mutation, name, `${name} passes`, '');
    process.exitCode = 1;
  }
}
