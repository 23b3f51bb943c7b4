// @ts-check
/** @import {Socket} from 'node:net' */
import { createHash } from 'node:crypto';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;
const FIN = 0x80;
const MASKED = 0x80;
/** From here on a length takes two more bytes, and from here on eight. */
const MIDDLE = 126;
const LONG = 127;
const MIDDLE_MAX = 0xffff;

/**
 * The server's end of a WebSocket, as far as the protocol uses it: whole text frames, and the end.
 */
export class ServerSocket {
  /** @type {(text: string) => void} */
  onText = () => {};
  /** @type {() => void} */
  onEnd = () => {};
  #socket;
  #read = Buffer.alloc(0);
  /** @type {Buffer[]} the parts of a message that is not complete */
  #parts = [];

  /** @param {import('node:http').IncomingMessage} request @param {Socket} socket */
  constructor(request, socket) {
    this.#socket = socket;
    const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.setNoDelay(true);
    socket.on('data', (data) => this.#receive(data));
    socket.on('close', () => this.onEnd());
    socket.on('error', () => {});
  }

  /** @param {string} text */
  send(text) {
    this.#write(TEXT, Buffer.from(text));
  }

  /** @param {number} code of the protocol; 1006 breaks the connection without a word */
  close(code) {
    if (code === 1006) {
      this.#socket.destroy();
      return;
    }
    const body = Buffer.alloc(2);
    body.writeUInt16BE(code);
    this.#write(CLOSE, body);
    this.#socket.end();
  }

  /** @param {number} kind @param {Buffer} body */
  #write(kind, body) {
    if (this.#socket.writable) {
      this.#socket.write(Buffer.concat([head(kind, body.length), body]));
    }
  }

  /** @param {Buffer} data */
  #receive(data) {
    this.#read = Buffer.concat([this.#read, data]);
    for (let frame = frameOf(this.#read); frame; frame = frameOf(this.#read)) {
      this.#read = this.#read.subarray(frame.size);
      this.#take(frame);
    }
  }

  /** @param {{final: boolean, kind: number, body: Buffer}} frame */
  #take({ final, kind, body }) {
    if (kind === PING) {
      this.#write(PONG, body);
    } else if (kind === CLOSE) {
      this.#write(CLOSE, body);
      this.#socket.end();
    } else if (kind !== PONG) {
      this.#parts.push(body);
      if (final) {
        const text = Buffer.concat(this.#parts).toString();
        this.#parts = [];
        this.onText(text);
      }
    }
  }
}

/** @param {number} kind @param {number} length */
function head(kind, length) {
  if (length < MIDDLE) {
    return Buffer.from([FIN | kind, length]);
  }
  const long = length > MIDDLE_MAX;
  const bytes = Buffer.alloc(long ? 10 : 4);
  bytes[0] = FIN | kind;
  bytes[1] = long ? LONG : MIDDLE;
  long ? bytes.writeBigUInt64BE(BigInt(length), 2) : bytes.writeUInt16BE(length, 2);
  return bytes;
}

/** @param {Buffer} bytes @returns {{final: boolean, kind: number, body: Buffer, size: number} | undefined} the first frame, if it is whole */
function frameOf(bytes) {
  if (bytes.length < 2) {
    return undefined;
  }
  const short = bytes[1] & ~MASKED;
  const extra = short === MIDDLE ? 2 : short === LONG ? 8 : 0;
  const at = 2 + extra + 4;
  if (bytes.length < at) {
    return undefined;
  }
  const length = extra === 0 ? short : extra === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < at + length) {
    return undefined;
  }
  const mask = bytes.subarray(at - 4, at);
  const body = Buffer.from(bytes.subarray(at, at + length).map((byte, i) => byte ^ mask[i % 4]));
  return { final: (bytes[0] & FIN) !== 0, kind: bytes[0] & 0xf, body, size: at + length };
}
