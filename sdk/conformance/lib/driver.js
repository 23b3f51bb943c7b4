// @ts-check
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const ANSWER_MS = 10_000;

/** The program with the SDK under test: one line of JSON to it for each thing to do, one line back when it is done. */
export class Driver {
  /** What it wrote to its standard error. */
  complaints = '';
  #process;
  #ended = '';
  /** @type {((answer: any) => void)[]} */
  #waiting = [];
  /** @type {Promise<any>} one thing at a time */
  #last = Promise.resolve();

  /** @param {string[]} command */
  constructor([program, ...given]) {
    this.#process = spawn(program, given, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stderr.on('data', (data) => (this.complaints += data));
    this.#process.stdin.on('error', () => {});
    this.#process.on('error', (error) => this.#end(String(error)));
    this.#process.on('exit', (code) => this.#end(`the driver ended with ${code}`));
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#waiting.shift()?.(JSON.parse(line)));
  }

  /** @param {object} order @returns {Promise<any>} the answer */
  tell(order) {
    this.#last = this.#last.catch(() => {}).then(() => this.#ask(order));
    return this.#last;
  }

  /** @returns {Promise<void>} done when it is gone */
  kill() {
    const gone = new Promise((resolve) => this.#process.once('exit', () => resolve(undefined)));
    return this.#process.kill('SIGKILL') ? gone.then(() => {}) : Promise.resolve();
  }

  /** @param {object} order */
  async #ask(order) {
    if (this.#ended) {
      throw new Error(`${this.#ended}: ${this.complaints}`);
    }
    const answered = new Promise((resolve) => this.#waiting.push(resolve));
    this.#process.stdin.write(`${JSON.stringify(order)}\n`);
    const late = new Promise((resolve) => setTimeout(() => resolve({ error: 'no answer from the driver' }), ANSWER_MS).unref());
    const answer = await Promise.race([answered, late]);
    if (answer.error) {
      throw new Error(`${JSON.stringify(order)}: ${answer.error}`);
    }
    return answer;
  }

  /** @param {string} how */
  #end(how) {
    this.#ended = how;
    this.#waiting.splice(0).forEach((answer) => answer({ error: `${how}: ${this.complaints}` }));
  }
}
