// @ts-check
/**
 * The client's side of the protocol: everything that docs/protocol.md asks of a client is in here, and nothing of a page.
 *
 * @typedef {import('./limits.js').Limits} Limits
 * @typedef {import('./types.js').Chat} Chat
 * @typedef {import('./types.js').Device} Device
 * @typedef {import('./types.js').Entry} Entry
 * @typedef {import('./types.js').Frame} Frame
 * @typedef {import('./types.js').Me} Me
 * @typedef {import('./types.js').Member} Member
 * @typedef {import('./types.js').Person} Person
 * @typedef {import('./types.js').Presence} Presence
 * @typedef {import('./types.js').Receipt} Receipt
 * @typedef {import('./types.js').Unsent} Unsent
 */
export { Api } from './api.js';
export { Backoff } from './backoff.js';
export { Connection } from './connection.js';
export { Refusal, unanswered } from './errors.js';
export { newKey } from './ids.js';
export { DOCUMENTED } from './limits.js';
export { ChatLog } from './log.js';
export { Outbox } from './outbox.js';
export { Pages } from './pages.js';
export { People } from './people.js';
export { Positions } from './positions.js';
export { Renewal } from './renewal.js';
export { Replica } from './replica.js';
export { Sender } from './sender.js';
export { Store, inOrder, unreadOf } from './store.js';
export { Watch } from './watch.js';
