// @ts-check
/**
 * The client's side of Parley: everything that docs/protocol.md asks of a client is in here, and nothing of a page.
 *
 * @typedef {import('./api.js').Account} Account
 * @typedef {import('./api.js').Api} Api
 * @typedef {import('./client.js').Client} Client
 * @typedef {import('./clock.js').Clock} Clock
 * @typedef {import('./connect.js').Options} Options
 * @typedef {import('./conversation.js').Conversation} Conversation
 * @typedef {import('./limits.js').Limits} Limits
 * @typedef {import('./log.js').ChatLog} ChatLog
 * @typedef {import('./snapshot.js').Cache} Cache
 * @typedef {import('./storage/memory.js').Storage} Storage
 * @typedef {import('./types.js').Chat} Chat
 * @typedef {import('./types.js').Device} Device
 * @typedef {import('./types.js').Entry} Entry
 * @typedef {import('./types.js').Me} Me
 * @typedef {import('./types.js').Member} Member
 * @typedef {import('./types.js').Person} Person
 * @typedef {import('./types.js').Position} Position
 * @typedef {import('./types.js').Presence} Presence
 * @typedef {import('./types.js').Preview} Preview
 * @typedef {import('./types.js').Receipt} Receipt
 * @typedef {import('./types.js').Session} Session
 * @typedef {import('./types.js').Unsent} Unsent
 */
export { logIn, signUp } from './api.js';
export { connect } from './connect.js';
export { Refusal } from './errors.js';
export { newKey } from './ids.js';
export { indexedDbCache } from './storage/indexed-db-cache.js';
export { indexedDbStorage } from './storage/indexed-db.js';
export { memoryStorage } from './storage/memory.js';
export { Store, inOrder, unreadOf } from './store.js';
