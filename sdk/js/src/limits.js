// @ts-check
/**
 * How much of what a server takes, under the names of `GET /v1/config`. Texts are counted in UTF-16 units.
 *
 * @typedef {object} Limits
 * @property {number} textUnits of a message
 * @property {number} titleUnits of a group's title
 * @property {number} usersPerFrame users that are named at once, for instance when a group is made
 * @property {number} watchedUsers users whose presence is watched
 * @property {number} openChats chats of which it is said what one has when one connects
 * @property {number} pageEntries entries of a page
 * @property {number} nameChars of a user's name
 * @property {number} passwordUnits of a password
 * @property {number} displayNameUnits of a display name
 */

/** As documented, until the server's own are known. @type {Readonly<Limits>} */
export const DOCUMENTED = Object.freeze({
  textUnits: 8_000,
  titleUnits: 100,
  usersPerFrame: 100,
  watchedUsers: 200,
  openChats: 100,
  pageEntries: 200,
  nameChars: 32,
  passwordUnits: 256,
  displayNameUnits: 64,
});
