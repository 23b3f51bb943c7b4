// @ts-check
/**
 * Writes the reference of this SDK as one page: node generate.js TYPESCRIPT FOLDER, where TYPESCRIPT is the folder of TypeScript's package.
 * Ends with 1, and writes nothing, when something is offered without a word on it.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Model } from './model.js';
import { page } from './page.js';

const [typescript = '', folder = ''] = process.argv.slice(2);
const { default: ts } = await import(pathToFileURL(resolve(typescript, 'lib/typescript.js')).href);
const model = new Model(ts, dirname(dirname(fileURLToPath(import.meta.url))));
const offers = model.offers();
if (model.silent.length > 0) {
  console.error(`nothing is said of ${model.silent.join(', ')}`);
  process.exitCode = 1;
} else {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), page(offers));
}
