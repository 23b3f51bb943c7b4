// @ts-check
/** @import {Presence} from 'parley-client' */
import { locale, t } from '../i18n.js';

const DAY_MS = 86_400_000;
/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const STYLES = {
  time: { hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'long' },
  date: { day: 'numeric', month: 'long' },
  longDate: { day: 'numeric', month: 'long', year: 'numeric' },
  shortDate: { day: '2-digit', month: '2-digit', year: '2-digit' },
};
/** By locale and style: making one takes long. @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();
/** By locale. @type {Map<string, Intl.ListFormat>} */
const lists = new Map();

/** @param {string} style @param {number} at epoch ms */
function written(style, at) {
  const key = `${locale()} ${style}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale(), STYLES[style]);
  formats.set(key, format);
  return format.format(at);
}

/** @param {number} at epoch ms @returns {string} */
export function timeOf(at) {
  return written('time', at);
}

/** @param {number} at @returns {{from: number, to: number}} the midnights before and after it */
export function dayOf(at) {
  return { from: new Date(at).setHours(0, 0, 0, 0), to: new Date(at).setHours(24, 0, 0, 0) };
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
    return t('today');
  }
  if (days === 1) {
    return t('yesterday');
  }
  if (days < 7) {
    return written('weekday', at);
  }
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return written(thisYear ? 'date' : 'longDate', at);
}

/** @param {number} at @param {number} [now] @returns {string} as short as a list has room for */
export function briefly(at, now = Date.now()) {
  const days = daysAgo(at, now);
  if (days <= 0) {
    return timeOf(at);
  }
  return days < 7 ? dayName(at, now) : written('shortDate', at);
}

/** @param {Presence | undefined} presence @returns {string} */
export function presenceInWords(presence) {
  if (presence?.online) {
    return t('online');
  }
  if (!presence?.lastSeen) {
    return '';
  }
  const at = presence.lastSeen;
  const days = daysAgo(at, Date.now());
  const when = days <= 0 ? 'seenToday' : days === 1 ? 'seenYesterday' : 'seenOn';
  return t(when, { day: dayName(at), time: timeOf(at) });
}

/** @param {string[]} names @returns {string} */
export function listed(names) {
  const format = lists.get(locale()) ?? new Intl.ListFormat(locale());
  lists.set(locale(), format);
  return format.format(names);
}
