// @ts-check
/** A message from ten lines of code: node hello.js [URL] [TO]. Node 20 needs --experimental-websocket before the file. */
import { connect, signUp } from 'parley-client/node';

const [url = 'http://localhost:8080', to = 'echo'] = process.argv.slice(2);
const session = await signUp({ url, name: `ann-${crypto.randomUUID().slice(0, 8)}`, password: 'correct horse' });
const client = await connect({ url, session });
const [somebody] = await client.api.search(to);
const chat = await client.createDirect(somebody.user);
const message = await chat.send('Good morrow');
console.log(`sent as entry ${message.seq} of ${chat.id}`);
client.close();
