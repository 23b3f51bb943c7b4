// @ts-check
import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ScriptedServer } from '../../conformance/lib/server.js';
import { connect, fileStorage, memoryStorage } from '../src/node/index.js';

const SPEED = 20;
const startedAt = Date.now();
/** @type {import('../src/clock.js').Clock} */
const clock = {
  now: () => startedAt + (Date.now() - startedAt) * SPEED,
  later: (work, ms) => setTimeout(work, ms / SPEED),
  cancel: (timer) => clearTimeout(timer),
};
/** @type {(() => void)[]} */
const endings = [];
after(() => endings.forEach((end) => end()));

/** A server with one chat of so many messages, and a client of it. @param {number} messages @param {Partial<import('../src/connect.js').Options>} [more] */
async function pair(messages, more = {}) {
  const server = new ScriptedServer(SPEED);
  await server.start([{ chat: 'g_1', messages }]);
  endings.push(() => server.stop());
  const client = await connect({ url: `http://${server.address}`, session: server.session(), storage: memoryStorage(), clock, ...more });
  endings.push(() => client.close());
  await until(client, () => client.store.connection.state === 'online');
  return { server, client, chat: client.chat('g_1') };
}

/** @param {import('../src/client.js').Client} client @param {() => any} condition */
async function until(client, condition) {
  while (!condition()) {
    await client.store.next();
  }
}

/** @param {ScriptedServer} server @param {string} text @param {boolean} push */
function write(server, text, push) {
  const chat = /** @type {any} */ (server.chats.get('g_1'));
  const entry = chat.message('u_bob', text, server.now());
  if (push) {
    server.push({ type: 'entries', chat: 'g_1', entries: [entry] });
  }
}

test('streams every entry after some seq in order and once, through gaps and longer absences', async () => {
  const { server, client, chat } = await pair(130);
  /** @type {number[]} */
  const seqs = [];
  const reading = (async () => {
    for await (const entry of chat.stream({ after: 3 })) {
      seqs.push(entry.seq);
    }
  })();
  await until(client, () => chat.entries.at(-1)?.seq === 131);

  write(server, 'lost', false);
  write(server, 'pushed', true);
  await until(client, () => chat.entries.at(-1)?.seq === 133);
  server.closed = true;
  server.cut(1006);
  await until(client, () => client.store.connection.state === 'waiting');
  for (let i = 0; i < 700; i++) {
    write(server, `while away ${i}`, false);
  }
  server.closed = false;
  await until(client, () => chat.entries.at(-1)?.seq === 833);
  write(server, 'the end', true);
  while ((seqs.at(-1) ?? 0) < 834) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  client.close();
  await reading;

  assert.deepEqual(seqs, Array.from({ length: 831 }, (_, i) => i + 4));
});

test('says what became of a message', async () => {
  const { server, chat } = await pair(1);

  const entry = await chat.send('hello');
  server.quirks.push({ on: { type: 'send' }, times: 1, how: 'refuse', error: { code: 'not_a_member', retryable: false } });
  const refused = chat.send('too late');

  assert.deepEqual([entry.seq, entry.text, entry.by], [3, 'hello', 'u_ann']);
  await assert.rejects(refused, { code: 'not_a_member' });
});

test('sends once what another process sends under the same key, whatever the order of the keys', async () => {
  const { server, chat } = await pair(1);

  const first = await chat.send('zwei', { key: 'z', since: 2 });
  const second = chat.send('eins', { key: 'a', since: 2 });
  const again = chat.send('zwei', { key: 'z', since: 2 });
  await Promise.all([second, again]);

  assert.equal((await again).seq, first.seq);
  assert.deepEqual(server.chats.get('g_1')?.entries.map(({ text }) => text).slice(2), ['zwei', 'eins']);
});

test('sends the same key in two chats as two messages, and tells each what became of it', async () => {
  const { server, client, chat } = await pair(1);
  server.begin({ chat: 'g_2', messages: 3 });
  const other = client.chat('g_2');

  const sent = await Promise.all([chat.send('here', { key: 'echo-2', since: 2 }), other.send('there', { key: 'echo-2', since: 2 })]);

  assert.deepEqual(sent.map(({ seq, text }) => [seq, text]), [[3, 'here'], [5, 'there']]);
  assert.deepEqual(client.store.unsent, []);
});

test('leaves a message of another chat alone, and takes back its own', async () => {
  const { server, client, chat } = await pair(1);
  server.closed = true;
  server.cut(1006);
  await until(client, () => client.store.connection.state === 'waiting');
  const texts = () => client.store.unsent.map(({ text }) => text);
  const sent = chat.send('here', { key: 'echo-2', since: 2 });
  client.chat('g_2').send('there', { key: 'echo-2', since: 2 });

  await client.chat('g_3').discard('echo-2');
  assert.equal(await client.chat('g_3').sendAgain('echo-2'), undefined);
  assert.deepEqual(texts(), ['here', 'there']);
  await chat.discard('echo-2');

  await assert.rejects(sent, { code: 'discarded' });
  assert.deepEqual(texts(), ['there']);
});

test('tells all who send under the same key what became of it', async () => {
  const { server, chat } = await pair(1);

  const both = [chat.send('once', { key: 'k', since: 2 }), chat.send('once', { key: 'k', since: 2 })];

  assert.deepEqual((await Promise.all(both)).map(({ seq }) => seq), [3, 3]);
  assert.equal(server.heard.filter(({ frame }) => frame.type === 'send').length, 1);
});

test('hands on the session that must be given the next time', async () => {
  /** @type {string[]} */
  const saved = [];
  const { server, client } = await pair(1, { save: (session) => void saved.push(session.refreshToken ?? '') });

  server.expireTokens();
  await until(client, () => client.store.connection.state === 'online' && saved.length > 0);

  assert.deepEqual(saved, ['refresh-2']);
});

test('takes tokens from whoever issues them, and is signed out when there are no more', async () => {
  const server = new ScriptedServer(SPEED);
  await server.start([{ chat: 'g_1', messages: 1 }]);
  let issues = true;
  /** @type {string[]} */
  const ends = [];
  const client = await connect({ url: `http://${server.address}`, session: async () => (issues ? `access-${server.generation}` : undefined), clock, ended: (reason) => ends.push(reason) });
  endings.push(() => server.stop());
  await until(client, () => client.store.connection.state === 'online');

  server.expireTokens();
  server.generation = 2;
  await until(client, () => client.store.connection.state === 'waiting');
  await until(client, () => client.store.connection.state === 'online');
  issues = false;
  server.expireTokens();
  await until(client, () => client.store.connection.state === 'stopped');

  assert.deepEqual(ends, ['signed_out']);
});

test('hands in each token that somebody else issues before the one before is over, on the live connection', async () => {
  const server = new ScriptedServer(SPEED);
  server.accessMs = 60_000;
  await server.start([{ chat: 'g_1', messages: 1 }]);
  const session = async () => `access-${(server.generation += 1)}`;
  const client = await connect({ url: `http://${server.address}`, session, clock });
  endings.push(() => server.stop(), () => client.close());
  await until(client, () => client.store.connection.state === 'online');

  const heard = (/** @type {string} */ type) => server.heard.filter(({ frame }) => frame.type === type).length;
  for (const startedAt = Date.now(); heard('token') < 2 && Date.now() - startedAt < 10_000; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  assert.equal(heard('token'), 2);
  assert.equal(heard('hello'), 1);
});

test('keeps messages in a file, and does not take a broken one for an empty one', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'parley-sdk-')), 'unsent.json');
  const message = { key: 'k', user: 'u_ann', chat: 'g_1', text: 'later', at: 1 };

  const first = await fileStorage(path);
  const elsewhere = { ...message, chat: 'g_2', text: 'elsewhere' };
  const gone = { ...message, chat: 'g_3' };
  await Promise.all([first.put(message), first.put(elsewhere), first.put(gone), first.remove('g_3', 'k')]);
  const second = await fileStorage(path);

  assert.deepEqual(await second.load(), [message, elsewhere]);
  await writeFile(path, '[{"key":');
  await assert.rejects(fileStorage(path), SyntaxError);
  await assert.rejects(pair(1, { storage: fileStorage(path) }), SyntaxError);
});

test('says so when there is no WebSocket', async () => {
  const WebSocket = globalThis.WebSocket;
  Object.assign(globalThis, { WebSocket: undefined });
  try {
    await assert.rejects(connect({ session: async () => 'x' }), /no WebSocket here/);
  } finally {
    Object.assign(globalThis, { WebSocket });
  }
});
