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
/** A machine with much else to do can hide a fault that is one of time: it is looked for so often. */
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

/** @param {import('./mutations.js').Mutation} mutation */
async function see(mutation) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-mutant-'));
  try {
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const src = join(folder, 'src');
    await plant(mutation, src);
    for (const name of mutation.cases) {
      let found = '';
      for (let tries = 0; tries < TRIES && !found; tries++) {
        found = await play(name, src);
      }
      const failure = found ? '' : `${name} passes`;
      console.log(process.argv.includes('--json') ? JSON.stringify({ breaks: mutation.breaks, case: name, failure, found: found.split('\n')[0] })
        : `${failure ? 'UNSEEN' : 'seen'}  ${mutation.breaks}: ${name} ${found.split('\n')[0]}`);
      process.exitCode = failure ? 1 : process.exitCode;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const waiting = [...MUTATIONS];
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let mutation = waiting.shift(); mutation; mutation = waiting.shift()) {
    await see(mutation);
  }
}));
