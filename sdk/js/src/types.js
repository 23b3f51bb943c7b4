// @ts-check
/**
 * The shapes that travel between the parts of the client. They follow docs/protocol.md; this file holds types only.
 */

/**
 * A place in a chat.
 *
 * @typedef {object} Position
 * @property {number} seq of an entry
 * @property {number} n how many messages there are up to and including it
 */

/**
 * The newest message of a chat, as a list shows it.
 *
 * @typedef {object} Preview
 * @property {string} by the user who said it
 * @property {string} text cut to 100 UTF-16 units
 * @property {number} at when, in epoch milliseconds
 */

/**
 * A chat's row in the list.
 *
 * @typedef {object} Chat
 * @property {string} chat its id
 * @property {'direct' | 'group'} kind a direct chat exists once for two users
 * @property {string} title of a group; empty for a direct chat
 * @property {number} memberCount how many are in it
 * @property {number} seq of the newest entry
 * @property {number} n how many messages there are
 * @property {Position} read how far one has read
 * @property {number} joinedSeq the entry that made one a member
 * @property {number} [leftSeq] the entry that ended that
 * @property {string} [peer] the other user of a direct chat
 * @property {Preview} [last] the newest message
 * @property {string} [sizeClass] `small` or `medium`: how the server keeps its rows; a client needs it for nothing
 * @property {number} [activity] the client's own: when something last happened here, for the order of the list
 */

/**
 * One entry of a chat's log. docs/protocol.md, section 2.4, has the kinds and what each has; one that is unknown holds a place in the
 * order and is not shown.
 *
 * @typedef {object} Entry
 * @property {number} seq its place, from 1 on
 * @property {number} n how many messages there are up to and including it
 * @property {number} at when, in epoch milliseconds
 * @property {string} kind `message`, `created`, `added`, `removed`, `left`, `renamed` or `hidden`
 * @property {string} [by] the user who did it
 * @property {string} [key] of a message: what its sender called it by
 * @property {string} [text] of a message
 * @property {string[]} [users] who came
 * @property {string} [user] who was put out
 * @property {string} [title] of a group that was made or renamed
 * @property {string} [chatKind] of a chat that was made
 */

/**
 * Somebody.
 *
 * @typedef {object} Person
 * @property {string} user the id, which never changes
 * @property {string} name what they log in with
 * @property {string} displayName how to call them; may be empty
 */

/**
 * Whom a client is signed in as.
 *
 * @typedef {object} Me
 * @property {string} user the id, which never changes
 * @property {string} name what one logs in with
 * @property {string} displayName how to be called; may be empty
 * @property {string} device the id of this device
 * @property {number} [accessExpiresAt] until when the access token is good, in epoch milliseconds of the server's clock
 */

/**
 * What signing up or logging in answers, and what a client is connected with. A secret: whoever has it is that user. Its refresh token
 * works once, so keep the renewed one whenever there is one.
 *
 * @typedef {object} Session
 * @property {string} user the id, which never changes
 * @property {string} name what one logs in with
 * @property {string} displayName how to be called; may be empty
 * @property {string} device the id of this device
 * @property {number} [accessExpiresAt] until when the access token is good, in epoch milliseconds of the server's clock
 * @property {string} [accessToken] missing where it is a cookie
 * @property {string} [refreshToken] missing where it is a cookie
 * @property {number} [refreshExpiresAt] until when the refresh token is good
 */

/**
 * Somebody in a group.
 *
 * @typedef {object} Member
 * @property {string} user their id
 * @property {'owner' | 'member'} role the owner may remove others
 * @property {number} joinedSeq the entry that made them a member
 */

/**
 * How far somebody is in a chat.
 *
 * @typedef {object} Receipt
 * @property {number} delivered the seq up to which a device of theirs has it
 * @property {number} read the seq up to which they have read
 */

/**
 * Whether somebody is there.
 *
 * @typedef {object} Presence
 * @property {boolean} online going offline shows after a few seconds
 * @property {number} [lastSeen] when they went, in epoch milliseconds
 */

/**
 * A message without an ack.
 *
 * @typedef {object} Unsent
 * @property {string} key under which it is sent, once
 * @property {string} user who wrote it
 * @property {string} chat where it goes
 * @property {string} text what it says
 * @property {number} at when it was written, in epoch milliseconds
 * @property {number} [since] the seq that the chat had at the first try
 * @property {string} [failed] the code of a refusal that is final
 * @property {string} [place] what it is sorted by when that is not its key
 */

/**
 * Something that is signed in as a user.
 *
 * @typedef {object} Device
 * @property {string} device its id
 * @property {string} [name] what it was called when it was signed in
 * @property {number} [createdAt] when that was, in epoch milliseconds
 * @property {number} [usedAt] when it last got a token
 * @property {boolean} [current] whether it is this one
 */

/**
 * @typedef {'connecting' | 'syncing' | 'online' | 'waiting' | 'stopped'} ConnectionState
 * @typedef {{type: string, [field: string]: any}} Frame
 */
export {};
