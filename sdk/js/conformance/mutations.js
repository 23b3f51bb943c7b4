// @ts-check
/**
 * Rules that are broken on purpose, each in one place of one module, and the cases of the conformance suite that must notice.
 *
 * @typedef {{breaks: string, file: string, from: string, to: string, cases: string[]}} Mutation
 */

/** @type {Mutation[]} */
export const MUTATIONS = [
  {
    breaks: 'rule 1: a new key for each try',
    file: 'sender.js', from: "{ type: 'send', chat, key, since, text }", to: "{ type: 'send', chat, key: `${key}-${Math.random().toString(36).slice(2)}`, since, text }",
    cases: ['duplicate-ack'],
  },
  {
    breaks: 'rule 1: since is what the chat has by now',
    file: 'sender.js', from: 'const since = message.since ??', to: 'const since =',
    cases: ['restart'],
  },
  {
    breaks: 'rule 1: nothing is written down',
    file: 'node/file-storage.js', from: 'put: (message) => (messages.set(idOf(message), message), write())', to: 'put: async (message) => void messages.set(idOf(message), message)',
    cases: ['restart'],
  },
  {
    breaks: 'rule 1: what has its ack is kept, and sent again',
    file: 'node/file-storage.js', from: 'remove: (chat, key) => (messages.delete(idOf({ chat, key })), write())', to: 'remove: async () => {}',
    cases: ['restart'],
  },
  {
    breaks: 'rule 1: takes the same key in two chats for one message',
    file: 'ids.js', from: 'return `${chat} ${key}`;', to: 'return key;',
    cases: ['same-key'],
  },
  {
    breaks: 'rule 2: comes back after it was revoked or replaced',
    file: 'connection.js', from: 'if (code === CLOSE.revoked || code === CLOSE.replaced)', to: 'if (code === 0)',
    cases: ['revoked', 'replaced'],
  },
  {
    breaks: 'rule 2: comes back with the old token',
    file: 'connection.js', from: 'code === CLOSE.unauthenticated || !opened', to: '!opened',
    cases: ['token-expiry', 'signed-out'],
  },
  {
    breaks: 'rule 3: keeps the entries of a chat that was reset, or of which too much is missing',
    file: 'replica.js', from: "if (open.continuity !== 'proven')", to: "if (open.continuity === 'never')",
    cases: ['reset', 'too-long'],
  },
  {
    breaks: 'rule 3: keeps what it has when the server was restored',
    file: 'replica.js', from: 'if (before !== undefined && before !== welcome.history)', to: 'if (before === 0)',
    cases: ['restored'],
  },
  {
    breaks: 'rule 3: does not pull what open chats miss',
    file: 'replica.js', from: 'log.hasGap || log.last < (store.chats.get(chat)?.seq ?? 0)', to: 'log.hasGap',
    cases: ['catches-up'],
  },
  {
    breaks: 'rule 3: stops after one page',
    file: 'pages.js', from: 'end = page.entries.length === 0 || (page.end && !log.hasGap);', to: 'end = true;',
    cases: ['catches-up'],
  },
  {
    breaks: 'rule 3: does not say again whom it watches',
    file: 'watch.js', from: "    this.#watched = '';\n    this.look();", to: '    this.look();',
    cases: ['presence', 'hole-at-the-tail', 'resync'],
  },
  {
    breaks: 'rule 3: sends the newest first',
    file: 'outbox.js', from: 'placeOf(one) < placeOf(other) ? -1 : 1', to: 'placeOf(one) < placeOf(other) ? 1 : -1',
    cases: ['order'],
  },
  {
    breaks: 'rule 3: sends without waiting for the ack of the message before',
    file: 'sender.js', from: 'if (!this.#workers.has(chat))', to: "if (this.#workers.set(`${chat} ${this.#workers.size}`, new Promise(() => {})))",
    cases: ['order'],
  },
  {
    breaks: 'rule 4: goes back to an older row',
    file: 'store.js', from: 'known && known.seq > told.seq ? known : told', to: 'told',
    cases: ['old-list-row'],
  },
  {
    breaks: 'rule 4: takes in what it has once more',
    file: 'log.js', from: 'else if (entry.seq === this.last + 1)', to: 'else if (entry.seq <= this.last + 1)',
    cases: ['duplicate-delivery'],
  },
  {
    breaks: 'rule 4: shows what lies beyond a gap',
    file: 'log.js', from: '!this.loaded || entry.seq > this.last + 1', to: '!this.loaded',
    cases: ['gap'],
  },
  {
    breaks: 'rule 4: does not ask for what is missing',
    file: 'replica.js', from: 'if (log?.loaded && log.hasGap)', to: 'if (log?.loaded && !log)',
    cases: ['gap'],
  },
  {
    breaks: 'rule 4: ends at a push that it does not know',
    file: 'replica.js', from: "      case 'resync':\n        return this.#resync();", to: "      case 'resync':\n        return this.#resync();\n      case 'synced':\n        return undefined;\n      default:\n        throw new Error(frame.type);",
    cases: ['unknown-things'],
  },
  {
    breaks: 'rule 5: does not know its own message when it arrives',
    file: 'replica.js', from: 'mine.forEach((entry) => settle(chat, entry));', to: '',
    cases: ['own-entry-before-ack'],
  },
  {
    breaks: 'rule 6: says a position once, done or not',
    file: 'positions.js', from: 'if (error instanceof Refusal && !error.retryable)', to: 'if (error)',
    cases: ['positions'],
  },
  {
    breaks: 'rule 7: does not wait as long as it is told',
    file: 'sender.js', from: 'error.retryAfterMs ?? backoff.next()', to: 'backoff.next() / 10',
    cases: ['retry-after'],
  },
  {
    breaks: 'rule 7: gives up at a retryable error',
    file: 'sender.js', from: 'if (error instanceof Refusal && error.retryable)', to: 'if (!error)',
    cases: ['lost-reply', 'retry-after'],
  },
  {
    breaks: 'rule 7: tries again what was refused for good',
    file: 'sender.js', from: 'if (error instanceof Refusal && error.retryable)', to: 'if (error)',
    cases: ['final-refusal'],
  },
  {
    breaks: 'rule 8: stays on a node that wants to be left',
    file: 'connection.js', from: "if (frame.type === 'goaway')", to: "if (frame.type === 'never')",
    cases: ['goaway'],
  },
  {
    breaks: 'rule 8: leaves at once, whoever waits for an answer',
    file: 'connection.js', from: 'line.waiting > 0 && this.#clock.now() < latest', to: 'line.waiting < 0',
    cases: ['goaway'],
  },
  {
    breaks: 'rule 8: leaves before it is welcome elsewhere',
    file: 'connection.js', from: 'left === this.#line && this.#move()', to: 'left === this.#line && this.#connect()',
    cases: ['goaway-keeps-talking'],
  },
  {
    breaks: 'rule 8: reads first and says resynced then',
    file: 'replica.js', from: "      await connection.request({ type: 'resynced' });\n", to: "      this.#relist();\n      await connection.request({ type: 'resynced' });\n",
    cases: ['resync'],
  },
  {
    breaks: 'rule 9: does not look at positions',
    file: 'replica.js', from: 'return frame.positions && this.#compare(frame.positions);', to: 'return undefined;',
    cases: ['hole-at-the-tail', 'many-behind'],
  },
  {
    breaks: 'rule 9: asks for each chat, however many',
    file: 'replica.js', from: 'const SINGLY_MAX = 5;', to: 'const SINGLY_MAX = 5_000;',
    cases: ['many-behind'],
  },
  {
    breaks: '2: takes replies as they come, whatever their id',
    file: 'requests.js', from: 'const request = this.#settle(reply.id);', to: 'const request = this.#settle([...this.#open.keys()][0]);',
    cases: ['reordered-reply'],
  },
  {
    breaks: '2: gives its welcome 10 s',
    file: 'connection.js', from: 'const WELCOME_MS = 30_000;', to: 'const WELCOME_MS = 10_000;',
    cases: ['slow-server'],
  },
  {
    breaks: '2.1: keeps chats that the list does not name',
    file: 'store.js', from: 'if (!named.has(id) && buckets.includes(bucketOf(id)))', to: 'if (!id)',
    cases: ['list-forgets'],
  },
  {
    breaks: '2.2: leaves something out of the digest',
    file: 'digest.js', from: '${chat.read.seq}:', to: '',
    cases: ['digest'],
  },
  {
    breaks: '2.3: does not ask for a chat that it does not know',
    file: 'replica.js', from: 'if (!row || (newer.length > 0', to: 'if (row && (newer.length > 0',
    cases: ['new-chat'],
  },
  {
    breaks: '2.5: asks for the newest page over and over',
    file: 'pages.js', from: 'before: log.first, ', to: '',
    cases: ['history'],
  },
  {
    breaks: '2.6: believes a smaller position',
    file: 'store.js', from: 'if (known && read.seq > known.read.seq)', to: 'if (known)',
    cases: ['positions-never-go-back'],
  },
  {
    breaks: '2.7: never forgets who types',
    file: 'store.js', from: 'this.#clock.later(() => ofChat.get(user) === until', to: 'this.#clock.later(() => !until',
    cases: ['typing', 'clock-slow'],
  },
  {
    breaks: '2.7: says with each key that somebody types',
    file: 'conversation.js', from: 'const TYPING_REPEAT_MS = 5_000;', to: 'const TYPING_REPEAT_MS = 0;',
    cases: ['typing'],
  },
  {
    breaks: '2.8: reckons by its own clock',
    file: 'http.js', from: "Date.parse(response.headers.get('Date') ?? '') || this.#clock.now()", to: 'this.#clock.now()',
    cases: ['clock-fast', 'clock-slow'],
  },
  {
    breaks: '2.8: opens another connection for a fresh token',
    file: 'client.js', from: 'if (token && this.#connection.live)', to: 'if (!token)',
    cases: ['token-on-live-socket'],
  },
  {
    breaks: '2.8: waits on a dead line for ever',
    file: 'line.js', from: 'now - this.#heardAt > SILENCE * this.heartbeatMs', to: 'now < 0',
    cases: ['silence'],
  },
  {
    breaks: '2.8: says nothing when it has nothing to say',
    file: 'line.js', from: 'now - this.#saidAt > this.heartbeatMs * 0.8', to: 'now < 0',
    cases: ['silence'],
  },
  {
    breaks: '2.10: comes back at once after each failure',
    file: 'backoff.js', from: 'FIRST_MS * 2 ** this.#attempt', to: 'FIRST_MS',
    cases: ['back-off'],
  },
  {
    breaks: '2.10: waits long after a connection that was good',
    file: 'connection.js', from: 'this.#backoff.reset();', to: '',
    cases: ['back-off'],
  },
];
