// @ts-check
import { Refusal } from 'parley-client';

/** @type {Record<string, string>} */
const WORDS = {
  unreachable: 'The server cannot be reached right now.',
  unauthenticated: 'That name and password do not go together.',
  already_exists: 'This name is taken. Try another one.',
  forbidden: 'You may not do this.',
  not_found: 'There is nobody with this name.',
  no_such_chat: 'This conversation is not there any more.',
  not_a_member: 'You are no longer in this conversation.',
  direct_chat: 'A direct conversation cannot be changed.',
  too_many_members: 'A group can have at most 1,000 members.',
  chat_full: 'This conversation is full. Please start a new one.',
  too_old: 'This waited too long to know whether it had been sent before.',
  rate_limited: 'That was a bit fast. Please wait a moment.',
  busy: 'There is a lot going on. Please try again in a moment.',
  unavailable: 'The server did not answer in time. Please try again.',
  internal: 'Something went wrong on the server.',
};

/**
 * What to tell a person about a failure.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function inWords(error) {
  if (error instanceof Refusal) {
    return codeInWords(error.code, error.message);
  }
  return 'Something went wrong here. Reloading the page may help.';
}

/** @param {string} code @param {string} [message] @returns {string} */
export function codeInWords(code, message = code) {
  return WORDS[code] ?? `That did not work: ${message}.`;
}
