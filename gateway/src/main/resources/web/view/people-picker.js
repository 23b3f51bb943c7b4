// @ts-check
/** @import {Person} from 'parley-client' */
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { avatar, icon } from './parts.js';
import { View } from './view.js';

const PAUSE_MS = 200;

/**
 * Finds people by the beginning of their names. Says `pick` with a person; when many are wanted, keeps them in `chosen`.
 */
export class PeoplePicker extends View {
  static properties = {
    ...View.properties,
    many: { attribute: false },
    most: { attribute: false },
    without: { attribute: false },
    chosen: { state: true },
    found: { state: true },
    query: { state: true },
  };

  #timer = 0;

  constructor() {
    super();
    this.many = false;
    /** How many can be chosen. */
    this.most = Infinity;
    /** @type {string[]} users who are not offered */
    this.without = [];
    /** @type {Person[]} */
    this.chosen = [];
    /** @type {Person[] | undefined} */
    this.found = undefined;
    this.query = '';
  }

  reset() {
    this.chosen = [];
    this.found = undefined;
    this.query = '';
    this.#search();
  }

  render() {
    const found = (this.found ?? this.#known()).filter((person) => !this.without.includes(person.user));
    return html`${this.many && this.chosen.length > 0 ? this.#chips() : nothing}
      <div class="search">${icon('search')}<input type="search" placeholder=${t('searchPeopleHint')} aria-label=${t('searchPeople')}
        .value=${this.query} @input=${this.#written} autocapitalize="none" spellcheck="false"></div>
      <ul class="people" aria-label=${t('people')}>
        ${found.map((person) => html`<li>${this.#person(person)}</li>`)}
        ${this.many && this.chosen.length >= this.most ? html`<li class="empty">${t('noMorePeople')}</li>` : nothing}
        ${this.found && found.length === 0 ? html`<li class="empty">${t('noPeople')}</li>` : nothing}
      </ul>`;
  }

  /** Before anything is searched: whoever one talks to already. */
  #known() {
    const peers = [...this.store.chats.values()].flatMap((chat) => this.store.people.get(chat.peer ?? '') ?? []);
    return peers.slice(0, 8);
  }

  #chips() {
    return html`<p class="chips">${this.chosen.map((person) => html`<button type="button" class="chip"
      aria-label=${t('removeWhom', { name: person.displayName || person.name })} @click=${() => this.#pick(person)}>
      ${person.displayName || person.name}${icon('close')}</button>`)}</p>`;
  }

  /** @param {Person} person */
  #person(person) {
    const chosen = this.chosen.some((one) => one.user === person.user);
    const name = person.displayName || person.name;
    return html`<button type="button" class="person" aria-pressed=${this.many ? chosen : nothing} @click=${() => this.#pick(person)}>
      ${avatar(person.user, name, { small: true, online: this.store.presence.get(person.user)?.online })}
      <bdi class="title">${name}</bdi><span class="preview" dir="ltr">@${person.name}</span>
      ${chosen ? icon('check') : nothing}</button>`;
  }

  /** @param {Person} person */
  #pick(person) {
    if (this.many) {
      const rest = this.chosen.filter((one) => one.user !== person.user);
      const more = rest.length < this.most ? [...rest, person] : rest;
      this.chosen = rest.length < this.chosen.length ? rest : more;
    }
    this.dispatchEvent(new CustomEvent('pick', { detail: person }));
  }

  /** @param {InputEvent} event */
  #written(event) {
    this.query = /** @type {HTMLInputElement} */ (event.target).value;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#search(), PAUSE_MS);
  }

  async #search() {
    const query = this.query.trim();
    const found = query ? await this.actions.search(query) : undefined;
    if (query === this.query.trim()) {
      this.found = found;
    }
  }
}
customElements.define('people-picker', PeoplePicker);
