// @ts-check
/** @import {Row} from './rows.js' */
/** @import {Entry, Store} from 'parley-client' */
import { html, nothing } from 'lit';
import { codeInWords } from '../errors.js';
import { t } from '../i18n.js';
import { dayName, listed, timeOf } from './format.js';
import { avatar, hueOf, tick } from './parts.js';
import { isJumbo, partsOf } from './text.js';

/**
 * @typedef {{store: Store, group: boolean, sendAgain: (key: string) => void, discard: (key: string) => void}} Surroundings
 */

/** One row of a conversation. @param {Row} row @param {Surroundings} around */
export function rowTemplate(row, around) {
  switch (row.kind) {
    case 'day':
      return html`<div class="day"><span>${dayName(row.at)}</span></div>`;
    case 'unread':
      return html`<div class="unread-line"><span>${t('newMessages')}</span></div>`;
    case 'event':
      return html`<div class="event" data-seq=${row.entry.seq}>${eventInWords(row.entry, around.store)}</div>`;
    default:
      return messageTemplate(row, around);
  }
}

/** @param {Extract<Row, {kind: 'message'}>} row @param {Surroundings} around */
function messageTemplate(row, around) {
  const { store, group } = around;
  const jumbo = isJumbo(row.text) ? 'jumbo' : '';
  const classes = `message ${row.mine ? 'mine' : 'theirs'} ${row.head ? 'head' : ''} ${row.tail ? 'tail' : ''} ${jumbo}`;
  const face = group && !row.mine;
  const name = row.mine ? t('you') : store.nameOf(row.by);
  return html`<div class="${classes} ${group ? 'in-group' : ''} ${row.status}" data-seq=${row.seq || nothing}>
    ${face && row.tail ? avatar(row.by, name, { small: true }) : nothing}
    <div class="bubble">
      ${face && row.head
        ? html`<bdi class="author ink-${hueOf(row.by)}">${name}</bdi>`
        : html`<span class="unseen">${name}</span>`}
      <span class="text" dir="auto">${partsOf(row.text).map(partTemplate)}</span><span class="meta"><time>${timeOf(row.at)}</time>${
        row.mine && row.status !== 'failed' ? tick(row.status) : nothing}</span>
    </div>
    ${row.unsent?.failed ? failureTemplate(row.unsent.key, row.unsent.failed, around) : nothing}
  </div>`;
}

/** Whoever follows a link does not tell where it stood. @param {string | {href: string, text: string}} part */
function partTemplate(part) {
  return typeof part === 'string'
    ? part
    : html`<a href=${part.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">${part.text}</a>`;
}

/** @param {string} key @param {string} why @param {Surroundings} around */
function failureTemplate(key, why, around) {
  return html`<p class="failure" role="alert">${t('failed', { why: codeInWords(why) })}
    <button class="link" @click=${() => around.sendAgain(key)}>${t('sendAgain')}</button>
    <button class="link" @click=${() => around.discard(key)}>${t('discard')}</button></p>`;
}

/** @param {Entry} entry @param {Store} store @returns {string} */
function eventInWords(entry, store) {
  const me = store.me?.user;
  const name = (/** @type {string | undefined} */ user) => (user === me ? t('youLower') : store.nameOf(user));
  const who = entry.by === me ? t('you') : store.nameOf(entry.by);
  const title = entry.title ?? '';
  switch (entry.kind) {
    case 'created':
      return entry.chatKind === 'direct' ? t('began') : t('created', { who, title });
    case 'added':
      return t('added', { who, whom: listed((entry.users ?? []).map(name)) });
    case 'removed':
      return t('removed', { who, whom: name(entry.user) });
    case 'left':
      return t('left', { who });
    default:
      return t('renamed', { who, title });
  }
}
