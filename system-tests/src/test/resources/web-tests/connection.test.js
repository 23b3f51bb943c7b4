import { systemClock } from '/sdk/clock.js';
import { Connection } from '/sdk/connection.js';
import { equal, eventually, holds } from './harness.js';

/** A socket whose other end is the test. */
class FakeSocket {
  sent = [];
  closed = false;
  readyState = WebSocket.CONNECTING;
  constructor() {
    FakeSocket.last = this;
    FakeSocket.count += 1;
  }
  static count = 0;
  static last = /** @type {any} */ (undefined);
  opens() {
    this.readyState = WebSocket.OPEN;
    this.onopen();
  }
  send(text) {
    if (this.readyState !== WebSocket.OPEN) {
      throw new Error('sent on a socket that is not open');
    }
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  says(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
  ends(code) {
    this.onclose({ code });
  }
}

function connect(more = {}) {
  FakeSocket.count = 0;
  const heard = [];
  const asked = [];
  const connection = new Connection({
    address: async () => 'ws://here',
    hello: () => ({ chats: [{ chat: 'g_1', seq: 4 }] }),
    signedIn: async (expired) => (asked.push(expired), true),
    listener: (event, frame) => heard.push(event === 'state' ? connection?.state : (frame?.type ?? event)),
    open: () => /** @type {any} */ (new FakeSocket()),
    random: () => 0,
    ...more,
  });
  connection.start();
  return { connection, heard, asked };
}

async function online(more) {
  const parts = connect(more);
  await eventually(() => FakeSocket.count === 1, 'a socket is opened');
  const socket = FakeSocket.last;
  socket.opens();
  socket.says({ type: 'welcome', id: socket.sent[0].id, heartbeatMs: 25_000 });
  await eventually(() => parts.connection.state === 'syncing', 'it is welcome');
  socket.says({ type: 'synced' });
  return { ...parts, socket };
}

export const tests = {
  'says hello first, with what the client has': async () => {
    const { connection, socket, heard } = await online();
    const { id, ...hello } = socket.sent[0];
    equal(hello, { type: 'hello', version: 1, chats: [{ chat: 'g_1', seq: 4 }] });
    equal(heard, ['connecting', 'syncing', 'welcome', 'online', 'synced']);
    connection.stop();
  },
  'waits for its welcome longer than for other answers': async () => {
    const waits = [];
    const clock = { ...systemClock, later: (work, ms) => (waits.push(ms), systemClock.later(work, ms)) };
    const { connection } = await online({ clock });
    holds(waits.includes(30_000), 'half a minute for hello');
    void connection.request({ type: 'sync', chat: 'a' }).catch(() => {});
    equal(waits.at(-1), 15_000);
    connection.stop();
  },
  'gives each request its reply': async () => {
    const { connection, socket } = await online();
    const first = connection.request({ type: 'sync', chat: 'a' });
    const second = connection.request({ type: 'sync', chat: 'b' });
    const [one, two] = socket.sent.slice(-2);
    socket.says({ type: 'page', id: two.id, chat: 'b' });
    socket.says({ type: 'error', id: one.id, code: 'busy', message: 'busy', retryable: true, retryAfterMs: 7 });
    equal((await second).chat, 'b');
    const refusal = await first.catch((error) => error);
    equal([refusal.code, refusal.retryable, refusal.retryAfterMs], ['busy', true, 7]);
    connection.stop();
  },
  'waits longer after each failure, and shortly after a good connection': async () => {
    const { connection, socket } = await online();
    socket.ends(1006);
    equal(connection.state, 'waiting');
    holds(connection.nextAttemptAt - Date.now() <= 500, 'the first wait is 1 s times 0.5');
    await eventually(() => FakeSocket.count === 2, 'it tries again');
    FakeSocket.last.opens();
    FakeSocket.last.ends(1006);
    const second = connection.nextAttemptAt - Date.now();
    holds(second > 500 && second <= 1_000, `the second wait is 2 s times 0.5: ${second}`);
    connection.stop();
  },
  'tells those who wait for a reply that the outcome is unknown': async () => {
    const { connection, socket } = await online();
    const request = connection.request({ type: 'send' }).catch((error) => error);
    socket.ends(1006);
    const refusal = await request;
    equal([refusal.code, refusal.retryable], ['unreachable', true]);
    connection.stop();
  },
  'gets a fresh token on 4001': async () => {
    const { connection, socket, asked } = await online();
    socket.ends(4001);
    await eventually(() => connection.state === 'waiting', 'it goes on');
    equal(asked, [true]);
    connection.stop();
  },
  'asks whether it is signed in when a socket does not open': async () => {
    const { connection, asked } = connect();
    await eventually(() => FakeSocket.count === 1, 'a socket is opened');
    FakeSocket.last.ends(1006);
    await eventually(() => connection.state === 'waiting', 'it goes on');
    equal(asked, [false]);
    connection.stop();
  },
  'stops when signed out, revoked or replaced': async () => {
    const { connection, socket } = await online({ signedIn: async () => false });
    socket.ends(4001);
    await eventually(() => connection.state === 'stopped', 'it stops');
    equal(connection.reason, 'signed_out');
    for (const [code, reason] of [[4003, 'revoked'], [4006, 'replaced']]) {
      const other = await online();
      other.socket.ends(code);
      equal([other.connection.state, other.connection.reason], ['stopped', reason]);
    }
  },
  'leaves a draining node only when nobody waits for an answer': async () => {
    const { connection, socket } = await online();
    const request = connection.request({ type: 'send' });
    socket.says({ type: 'goaway', reconnectAfterMs: 20 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    equal([connection.state, FakeSocket.count], ['online', 1]);
    socket.says({ type: 'ack', id: socket.sent.at(-1).id });
    await request;
    await eventually(() => FakeSocket.count === 2, 'a new socket');
    connection.stop();
  },
  'goes on talking on a draining node until it is welcome elsewhere': async () => {
    const { connection, socket, heard } = await online();
    socket.says({ type: 'goaway', reconnectAfterMs: 0 });
    await eventually(() => FakeSocket.count === 2, 'a new socket');
    const next = FakeSocket.last;
    next.opens();
    const request = connection.request({ type: 'send' });
    equal([connection.state, socket.sent.at(-1).type, socket.closed], ['online', 'send', false]);
    next.says({ type: 'welcome', id: next.sent[0].id });
    await eventually(() => connection.state === 'syncing', 'the other one is welcome');
    connection.tell({ type: 'typing' });
    equal([next.sent.at(-1).type, socket.closed], ['typing', false]);
    socket.says({ type: 'entries' });
    equal(heard.at(-1), 'welcome', 'what the old one still pushes, the new one does too');
    socket.says({ type: 'ack', id: socket.sent.at(-1).id });
    equal((await request).type, 'ack');
    await eventually(() => socket.closed, 'the old one is closed');
    connection.stop();
    holds(next.closed, 'and so is the new one');
  },
  'stays stopped, whatever a new token or a restored server would have opened': async () => {
    const { connection } = await online();
    connection.stop();
    connection.reopen();
    await new Promise((resolve) => setTimeout(resolve, 50));
    equal([connection.state, FakeSocket.count], ['stopped', 1]);
  },
  'goes on with the next node when a draining one does not wait': async () => {
    const { connection, socket } = await online();
    socket.says({ type: 'goaway', reconnectAfterMs: 0 });
    await eventually(() => FakeSocket.count === 2, 'a new socket');
    const next = FakeSocket.last;
    next.opens();
    socket.ends(1012);
    equal(connection.state, 'connecting');
    next.says({ type: 'welcome', id: next.sent[0].id });
    await eventually(() => connection.state === 'syncing', 'it is welcome');
    equal(FakeSocket.count, 2);
    connection.stop();
  },
  'stays on a draining node while no other lets it in, and asks again': async () => {
    const { connection, socket } = await online();
    socket.says({ type: 'goaway', reconnectAfterMs: 0 });
    await eventually(() => FakeSocket.count === 2, 'a new socket');
    FakeSocket.last.ends(1006);
    equal([connection.state, socket.closed], ['online', false]);
    await eventually(() => FakeSocket.count === 3, 'another try');
    equal(connection.state, 'online');
    connection.stop();
    holds(FakeSocket.last.closed, 'nothing is left open');
  },
  'answers a heartbeat, so that a page in the background is not taken for dead': async () => {
    const { connection, socket, heard } = await online();
    socket.says({ type: 'heartbeat', positions: [] });
    equal(socket.sent.at(-1).type, 'ping');
    equal(heard.at(-1), 'heartbeat');
    connection.stop();
  },
  'says nothing on a socket that is closing, and what waited fails when it is closed': async () => {
    const { connection, socket } = await online();
    socket.readyState = WebSocket.CLOSING;
    const request = connection.request({ type: 'send' }).catch((error) => error);
    socket.says({ type: 'heartbeat', positions: [] });
    socket.ends(1012);
    equal((await request).code, 'unreachable');
    connection.stop();
  },
  'hears nothing more from a socket that it gave up': async () => {
    const { connection, socket, heard } = await online();
    connection.stop();
    const before = heard.length;
    socket.says({ type: 'entries' });
    socket.ends(1006);
    equal(heard.length, before);
  },
};
