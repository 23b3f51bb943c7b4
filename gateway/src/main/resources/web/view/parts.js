// @ts-check
/** @import {Chat, Store} from 'parley-client' */
import { html, nothing, svg } from 'lit';
import { t } from '../i18n.js';
import { listed } from './format.js';

const HUES = 8;
/** A page that shows one thing at a time, as the style sheets have it. */
export const narrow = window.matchMedia('(max-width: 720px)');

/** @type {Record<string, import('lit').TemplateResult>} */
const SHAPES = {
  back: svg`<path d="M15 5l-7 7 7 7"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  send: svg`<path d="M5 12h13M12 5l7 7-7 7"/>`,
  down: svg`<path d="M6 9l6 6 6-6"/>`,
  search: svg`<circle cx="11" cy="11" r="6"/><path d="M20 20l-4.5-4.5"/>`,
  info: svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>`,
  group: svg`<circle cx="9" cy="9" r="3.5"/><path d="M2.8 19a6.2 6.2 0 0 1 12.4 0M16 5.8a3.5 3.5 0 0 1 0 6.6M17.5 14.2a6.2 6.2 0 0 1 3.7 4.8"/>`,
  edit: svg`<path d="M4 20l1-4L16 5l3 3L8 19zM14 7l3 3"/>`,
  gear: svg`<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>`,
  smile: svg`<circle cx="12" cy="12" r="9"/><path d="M8.3 14.2a4.4 4.4 0 0 0 7.4 0M9 9.5v.1M15 9.5v.1"/>`,
  up: svg`<path d="M6 15l6-6 6 6"/>`,
  check: svg`<path d="M5 12.5l4.5 4.5L19 7.5"/>`,
};

/** @param {string} name */
export function icon(name) {
  return html`<svg class="icon is-${name}" viewBox="0 0 24 24" aria-hidden="true">${SHAPES[name]}</svg>`;
}

/** @type {Record<string, {label: string, shape: import('lit').TemplateResult}>} */
const TICKS = {
  waiting: { label: 'tickWaiting', shape: svg`<circle cx="9" cy="8" r="5.5"/><path d="M9 5v3l2 1.5"/>` },
  sent: { label: 'tickSent', shape: svg`<path d="M4 8.5l3.5 3.5L14 4.5"/>` },
  delivered: { label: 'tickDelivered', shape: svg`<path d="M1.5 8.5L5 12l6.5-7.5M8.5 11l1 1L16 4.5"/>` },
  read: { label: 'tickRead', shape: svg`<path d="M1.5 8.5L5 12l6.5-7.5M8.5 11l1 1L16 4.5"/>` },
};

/** @param {string} status how far a message of one's own has got */
export function tick(status) {
  const { label, shape } = TICKS[status];
  return html`<svg class="tick ${status}" viewBox="0 0 18 16" role="img" aria-label=${t(label)}>
    <title>${t(label)}</title>${shape}</svg>`;
}

/** @param {string} id @returns {number} the same colour for the same id, everywhere */
export function hueOf(id) {
  const hash = [...id].reduce((sum, char) => Math.imul(sum ^ (char.codePointAt(0) ?? 0), 0x01000193), 0x811c9dc5);
  return (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 16) % HUES;
}

/** @param {string} id @param {string} name @param {{online?: boolean, group?: boolean, small?: boolean}} [how] */
export function avatar(id, name, how = {}) {
  const words = name.replace(/[^\p{L}\p{N} ]/gu, ' ').trim().split(/\s+/);
  const initials = (words.length > 1 ? [words[0], words[words.length - 1]] : words).map((word) => [...word][0] ?? '');
  const size = how.small ? 'small' : '';
  return html`<span class="avatar ${size} hue-${hueOf(id)}" aria-hidden="true">${initials.join('').toUpperCase()}${
    how.online ? html`<span class="dot"></span>` : nothing}</span>`;
}

/** @param {Store} store @param {Chat} chat @returns {string} what a chat is called */
export function titleOf(store, chat) {
  return chat.kind === 'group' ? chat.title : store.nameOf(chat.peer);
}

/** @param {Store} store @param {Chat} chat @param {boolean} [small] */
export function chatAvatar(store, chat, small = false) {
  const online = chat.kind === 'direct' && store.presence.get(chat.peer ?? '')?.online;
  return avatar(chat.peer ?? chat.chat, titleOf(store, chat), { online, small, group: chat.kind === 'group' });
}

/** @param {Store} store @param {string} chat @returns {string} who is typing there, in words; empty for nobody */
export function typingInWords(store, chat) {
  const names = [...(store.typing.get(chat)?.keys() ?? [])].map((user) => store.nameOf(user));
  if (names.length === 0) {
    return '';
  }
  if (store.chats.get(chat)?.kind === 'direct') {
    return t('typing');
  }
  return names.length > 2 ? t('typingMany', { n: names.length }) : t(names.length > 1 ? 'typingTwo' : 'typingOne', { who: listed(names) });
}
