// @ts-check
/** @import {Client, Conversation} from '../src/node/index.js' */
import { createInterface } from 'node:readline';

/** Another folder with the SDK's modules may be named, to see that the suite notices what is changed there. */
const { connect, fileStorage } = await import(new URL(`${process.argv[2] ?? '../src'}/node/index.js`, import.meta.url).href);

/** @type {Client} */
let client;
/** @type {Set<string>} the chats that were ever on the screen */
const opened = new Set();

/** @type {Record<string, (order: any) => any>} what docs/protocol.md, section 5, has a driver do */
const ORDERS = {
  async start({ url, session, storage, speed, skewMs }) {
    client = await connect({ url, session, storage: fileStorage(storage), clock: clockOf(speed, skewMs) });
  },
  show({ chat }) {
    client.show(chat);
    opened.add(chat);
  },
  send: ({ chat, text, key, since }) => void client.chat(chat).send(text, key && { key, since }),
  read: ({ chat }) => client.chat(chat).markRead(),
  typing: ({ chat, on }) => client.chat(chat).typing(on),
  older: ({ chat }) => client.chat(chat).older(),
  report: () => report(),
};

function report() {
  const { store } = client;
  return {
    connection: store.connection.state,
    reason: store.connection.reason,
    chats: Object.fromEntries(client.chats.map(({ chat, seq, n, read, title }) => [chat, { seq, n, read: read.seq, title, unread: n - read.n }])),
    shown: Object.fromEntries([...opened].map((chat) => [chat, client.chat(chat).entries.map(({ seq, text }) => ({ seq, text }))])),
    unsent: store.unsent.map(({ chat, text, failed }) => ({ chat, text, failed })),
    receipts: Object.fromEntries([...store.receipts].map(([chat, users]) => [chat, Object.fromEntries(users)])),
    typing: Object.fromEntries([...store.typing].map(([chat, users]) => [chat, [...users.keys()]])),
    online: [...store.presence].filter(([, { online }]) => online).map(([user]) => user),
  };
}

/** Time that passes faster than outside, and that may be wrong. @param {number} speed @param {number} skewMs @returns {import('../src/clock.js').Clock} */
function clockOf(speed, skewMs) {
  const startedAt = Date.now();
  return {
    now: () => startedAt + skewMs + (Date.now() - startedAt) * speed,
    later: (work, ms) => setTimeout(work, ms / speed),
    cancel: (timer) => clearTimeout(timer),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  try {
    console.log(JSON.stringify((await ORDERS[order.do](order)) ?? {}));
  } catch (error) {
    console.log(JSON.stringify({ error: String(/** @type {Error} */ (error).stack) }));
  }
}
process.exit();
