// @ts-check
/**
 * A bot that answers each message with its echo, and each one once, however often it is stopped and started:
 * node bot.js [FOLDER], with PARLEY_URL, PARLEY_NAME and PARLEY_PASSWORD. FOLDER keeps what must last.
 */
/** @import {Conversation, Session} from 'parley-client' */
import { Refusal, connect, fileStorage, logIn, signUp } from 'parley-client/node';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const { PARLEY_URL: url = 'http://localhost:8080', PARLEY_NAME: name = 'echo', PARLEY_PASSWORD: password = 'echo echo echo' } = process.env;
const folder = process.argv[2] ?? '.bot';

/** @template T @param {string} file @param {T} otherwise @returns {Promise<T>} */
async function load(file, otherwise) {
  const text = await readFile(join(folder, file), 'utf8').catch(() => '');
  return text ? JSON.parse(text) : otherwise;
}

/** @type {Promise<void>} */
let saved = Promise.resolve();

/** One after the other: chats that are answered at the same time share a file. @param {string} file @param {any} content */
function save(file, content) {
  saved = saved.catch(() => {}).then(() => replace(file, JSON.stringify(content)));
  return saved;
}

/** @param {string} file @param {string} text */
async function replace(file, text) {
  await writeFile(join(folder, `${file}.new`), text, { mode: 0o600 });
  await rename(join(folder, `${file}.new`), join(folder, file));
}

/** @returns {Promise<Session>} */
async function signIn() {
  try {
    return await logIn({ url, name, password, deviceName: 'bot' });
  } catch (error) {
    if (error instanceof Refusal && error.code === 'unauthenticated') {
      return signUp({ url, name, password, displayName: 'Echo', deviceName: 'bot' });
    }
    throw error;
  }
}

await mkdir(folder, { recursive: true });
/** How far it has answered, by chat. @type {Record<string, number>} */
const answered = await load('answered.json', {});
const known = /** @type {Session | undefined} */ (await load('session.json', undefined));
const session = known ?? (await signIn());
const keep = (/** @type {Session} */ renewed) => save('session.json', renewed);
await keep(session);
const client = await connect({ url, session, save: keep, storage: fileStorage(join(folder, 'unsent.json')) });
console.log(`${client.me?.name} is there`);

/** @param {Conversation} chat */
async function serve(chat) {
  // Not what was said before it came.
  for await (const entry of chat.stream({ after: answered[chat.id] ?? (chat.row?.joinedSeq ?? 1) - 1 })) {
    if (entry.kind === 'message' && entry.by !== client.me?.user) {
      // The same key after a restart: if the answer was sent already, it is not sent again.
      await chat.send(`You said: ${entry.text}`.slice(0, client.store.limits.textUnits), { key: `echo-${entry.seq}`, since: entry.seq });
    }
    answered[chat.id] = entry.seq;
    await save('answered.json', answered);
    chat.markRead(entry);
  }
}

/** @type {Set<string>} */
const served = new Set();
function look() {
  for (const { chat } of client.chats.filter((row) => !row.leftSeq && !served.has(row.chat))) {
    served.add(chat);
    serve(client.chat(chat)).catch((error) => console.error(chat, error.message)).finally(() => served.delete(chat));
  }
}
client.subscribe(look);
look();
process.once('SIGTERM', () => client.close());
