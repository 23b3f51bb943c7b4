// @ts-check
/** @import {Presence} from 'parley-client' */

const DAY_MS = 86_400_000;
const timeFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekdayFormat = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const dateFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long' });
const longDateFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const shortDateFormat = new Intl.DateTimeFormat(undefined, { day: '2-digit', month: '2-digit', year: '2-digit' });

/** @param {number} at epoch ms @returns {string} */
export function timeOf(at) {
  return timeFormat.format(at);
}

/** @param {number} at @returns {string} what tells one day from another */
export function dayKey(at) {
  return new Date(at).toDateString();
}

/** @param {number} at @param {number} now @returns {number} how many midnights lie between */
function daysAgo(at, now) {
  const midnight = (/** @type {number} */ ms) => new Date(ms).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(at)) / DAY_MS);
}

/** @param {number} at @param {number} [now] @returns {string} Today, Yesterday, Monday, 3 May, 3 May 2024 */
export function dayName(at, now = Date.now()) {
  const days = daysAgo(at, now);
  if (days <= 0) {
    return 'Today';
  }
  if (days === 1) {
    return 'Yesterday';
  }
  if (days < 7) {
    return weekdayFormat.format(at);
  }
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (thisYear ? dateFormat : longDateFormat).format(at);
}

/** @param {number} at @param {number} [now] @returns {string} as short as a list has room for */
export function briefly(at, now = Date.now()) {
  const days = daysAgo(at, now);
  if (days <= 0) {
    return timeOf(at);
  }
  return days < 7 ? dayName(at, now) : shortDateFormat.format(at);
}

/** @param {Presence | undefined} presence @returns {string} */
export function presenceInWords(presence) {
  if (presence?.online) {
    return 'online';
  }
  if (!presence?.lastSeen) {
    return '';
  }
  const day = dayName(presence.lastSeen);
  return `last seen ${day === 'Today' ? '' : `${day.toLowerCase()} `}at ${timeOf(presence.lastSeen)}`;
}

/** @param {string[]} names @returns {string} */
export function listed(names) {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
