// @ts-check
/** @import {IncomingMessage, ServerResponse} from 'node:http' */
/** @import {ScriptedServer} from './server.js' */

/** The HTTP side: who one is, where the socket is, fresh tokens. @param {ScriptedServer} server @param {IncomingMessage} request @param {ServerResponse} response */
export async function answerHttp(server, request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://here');
  const body = await jsonOf(request);
  if (body === undefined) {
    return;
  }
  const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1];
  const what = `${request.method} ${pathname}`;
  if (server.closed) {
    request.socket.destroy();
  } else if (what === 'GET /v1/config') {
    say(server, response, 200, { socketUrl: `ws://${server.address}/socket`, version: 1, limits: {} });
  } else if (what === 'POST /v1/sessions/refresh') {
    refresh(server, response, body);
  } else if (!server.isGood(token)) {
    say(server, response, 401, { code: 'unauthenticated', message: 'no', retryable: false });
  } else if (what === 'GET /v1/me') {
    const { accessToken, refreshToken, refreshExpiresAt, ...me } = server.session();
    say(server, response, 200, me);
  } else if (what === 'POST /v1/users/lookup') {
    say(server, response, 200, { users: (body.users ?? []).map((/** @type {string} */ user) => ({ user, name: user.slice(2), displayName: '' })) });
  } else {
    say(server, response, 404, { code: 'not_found', message: 'nothing here', retryable: false });
  }
}

/** @param {ScriptedServer} server @param {ServerResponse} response @param {any} body */
function refresh(server, response, body) {
  server.hear({ type: 'refresh', refreshToken: body.refreshToken }, 0);
  const quirk = server.quirkFor({ type: 'refresh' });
  if (quirk?.how === 'refuse') {
    say(server, response, 503, { code: 'unavailable', message: 'not now', retryable: true });
    return;
  }
  if (body.refreshToken === `refresh-${server.generation}`) {
    server.generation += 1;
  } else if (body.refreshToken !== `refresh-${server.generation - 1}`) {
    say(server, response, 401, { code: 'unauthenticated', message: 'an old refresh token', retryable: false });
    return;
  }
  if (quirk) {
    response.destroy();
  } else {
    say(server, response, 200, server.session());
  }
}

/** @param {ScriptedServer} server @param {ServerResponse} response @param {number} status @param {object} body */
function say(server, response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json', Date: new Date(server.now()).toUTCString(), 'Access-Control-Allow-Origin': '*' });
  response.end(JSON.stringify(body));
}

/** Nothing where the sender went away before all was there. @param {IncomingMessage} request @returns {Promise<any>} */
async function jsonOf(request) {
  let text = '';
  try {
    for await (const part of request) {
      text += part;
    }
  } catch {
    return undefined;
  }
  return text ? JSON.parse(text) : {};
}
