// @ts-check
/** @import {Row} from './rows.js' */
/** @import {Entry, Store} from 'parley-client' */
import { html, nothing } from 'lit';
import { codeInWords } from '../words.js';
import { dayName, listed, timeOf } from './format.js';
import { avatar, hueOf, tick } from './parts.js';

/**
 * @typedef {{store: Store, group: boolean, sendAgain: (key: string) => void, discard: (key: string) => void}} Surroundings
 */

/** One row of a conversation. @param {Row} row @param {Surroundings} around */
export function rowTemplate(row, around) {
  switch (row.kind) {
    case 'day':
      return html`<div class="day" role="separator"><span>${dayName(row.at)}</span></div>`;
    case 'unread':
      return html`<div class="unread-line" role="separator"><span>New messages</span></div>`;
    case 'event':
      return html`<div class="event" data-seq=${row.entry.seq}>${eventInWords(row.entry, around.store)}</div>`;
    default:
      return messageTemplate(row, around);
  }
}

/** @param {Extract<Row, {kind: 'message'}>} row @param {Surroundings} around */
function messageTemplate(row, around) {
  const { store, group } = around;
  const classes = `message ${row.mine ? 'mine' : 'theirs'} ${row.head ? 'head' : ''} ${row.tail ? 'tail' : ''}`;
  const face = group && !row.mine;
  return html`<div class="${classes} ${group ? 'in-group' : ''} ${row.status}" data-seq=${row.seq || nothing}>
    ${face && row.tail ? avatar(row.by, store.nameOf(row.by), { small: true }) : nothing}
    <div class="bubble">
      ${face && row.head ? html`<span class="author ink-${hueOf(row.by)}">${store.nameOf(row.by)}</span>` : nothing}
      <span class="text" dir="auto">${row.text}</span><span class="meta"><time>${timeOf(row.at)}</time>${
        row.mine && row.status !== 'failed' ? tick(row.status) : nothing}</span>
    </div>
    ${row.unsent?.failed ? failureTemplate(row.unsent.key, row.unsent.failed, around) : nothing}
  </div>`;
}

/** @param {string} key @param {string} why @param {Surroundings} around */
function failureTemplate(key, why, around) {
  return html`<p class="failure">Not sent. ${codeInWords(why)}
    <button class="link" @click=${() => around.sendAgain(key)}>Send again</button>
    <button class="link" @click=${() => around.discard(key)}>Discard</button></p>`;
}

/** @param {Entry} entry @param {Store} store @returns {string} */
function eventInWords(entry, store) {
  const me = store.me?.user;
  const name = (/** @type {string | undefined} */ user) => (user === me ? 'you' : store.nameOf(user));
  const who = entry.by === me ? 'You' : store.nameOf(entry.by);
  switch (entry.kind) {
    case 'created':
      return entry.chatKind === 'direct' ? 'This is the beginning of your conversation' : `${who} created “${entry.title}”`;
    case 'added':
      return `${who} added ${listed((entry.users ?? []).map(name))}`;
    case 'removed':
      return `${who} removed ${name(entry.user)}`;
    case 'left':
      return `${who} left`;
    default:
      return `${who} renamed the group to “${entry.title}”`;
  }
}
