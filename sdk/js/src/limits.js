// @ts-check
/**
 * How much of what a server takes, under the names of `GET /v1/config`. Texts are counted in UTF-16 units.
 *
 * @typedef {{textUnits: number, titleUnits: number, usersPerFrame: number, watchedUsers: number, openChats: number,
 *   pageEntries: number, nameChars: number, passwordUnits: number, displayNameUnits: number}} Limits
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
