// @ts-check
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { test } from 'node:test';
import { ScriptedServer } from '../../conformance/lib/server.js';

test('outlives a request whose sender goes away in the middle of it', async (context) => {
  const server = new ScriptedServer(1);
  await server.start([]);
  context.after(() => server.stop());
  const socket = createConnection(Number(new URL(`http://${server.address}`).port), '127.0.0.1');
  socket.write('POST /v1/users/lookup HTTP/1.1\r\nHost: here\r\nContent-Length: 20\r\nExpect: 100-continue\r\n\r\n');
  // It has begun to read.
  await once(socket, 'data');

  socket.destroy();

  const response = await fetch(`http://${server.address}/v1/config`);
  assert.equal(response.status, 200);
});
