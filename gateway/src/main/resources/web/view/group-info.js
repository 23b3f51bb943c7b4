// @ts-check
/** @import {Member} from 'parley-client' */
import { html, nothing } from 'lit';
import './people-picker.js';
import { avatar, chatAvatar, icon } from './parts.js';
import { View } from './view.js';

/** A group's name and members, and what one may do about them. Says `close`. */
export class GroupInfo extends View {
  static properties = {
    ...View.properties, chat: { attribute: false }, renaming: { state: true }, adding: { state: true }, leaving: { state: true },
  };

  constructor() {
    super();
    this.chat = '';
    this.renaming = false;
    this.adding = false;
    this.leaving = false;
  }

  render() {
    const chat = this.store.chats.get(this.chat);
    if (!chat) {
      return nothing;
    }
    const members = this.store.members.get(this.chat) ?? [];
    return html`<aside class="info" aria-label="Group info">
      <header class="bar"><h2>Group info</h2>
        <button class="icon-button" aria-label="Close" @click=${this.#close}>${icon('close')}</button></header>
      <div class="who">${chatAvatar(this.store, chat)}${this.renaming ? this.#titleForm(chat.title) : this.#title(chat)}</div>
      <div class="members-head"><h3>${chat.memberCount} ${chat.memberCount === 1 ? 'member' : 'members'}</h3>
        ${chat.leftSeq ? nothing : html`<button class="link" @click=${() => (this.adding = !this.adding)}>
          ${this.adding ? 'Cancel' : 'Add people'}</button>`}</div>
      ${this.adding ? this.#addForm(members) : this.#memberList(members)}
      ${chat.leftSeq || this.adding ? nothing : this.#leave()}
    </aside>`;
  }

  /** @param {import('parley-client').Chat} chat */
  #title(chat) {
    return html`<p class="group-title">${chat.title}${chat.leftSeq
      ? nothing
      : html`<button class="icon-button" aria-label="Rename the group" @click=${() => (this.renaming = true)}>${icon('edit')}</button>`}</p>`;
  }

  /** @param {string} title */
  #titleForm(title) {
    return html`<form class="inline" @submit=${this.#rename}>
      <input name="title" maxlength=${this.store.limits.titleUnits} required aria-label="Name of the group" .value=${title} autofocus>
      <button class="primary">Save</button></form>`;
  }

  /** @param {Member[]} members */
  #memberList(members) {
    const me = this.store.me?.user;
    const owning = members.some((member) => member.user === me && member.role === 'owner');
    return html`<ul class="people" aria-label="Members">${members.map((member) => {
      const name = this.store.nameOf(member.user);
      const online = this.store.presence.get(member.user)?.online;
      return html`<li class="person">${avatar(member.user, name, { small: true, online })}
        <span class="title">${name}${member.user === me ? ' (you)' : ''}</span>
        ${member.role === 'owner' ? html`<span class="role">Owner</span>` : nothing}
        ${owning && member.user !== me
          ? html`<button class="icon-button remove" aria-label="Remove ${name}" title="Remove"
              @click=${() => this.actions.removeMember(this.chat, member.user)}>${icon('close')}</button>`
          : nothing}</li>`;
    })}</ul>`;
  }

  /** @param {Member[]} members */
  #addForm(members) {
    const without = members.map((member) => member.user);
    return html`<form class="adding" @submit=${this.#add}>
      <people-picker .app=${this.app} .many=${true} .most=${this.store.limits.usersPerFrame} .without=${without}></people-picker>
      <footer><button class="primary">Add</button></footer></form>`;
  }

  #leave() {
    return html`<footer>${this.leaving
      ? html`<p>Leave this group? You will not get its messages any more.</p>
          <button class="danger" @click=${() => this.actions.leave(this.chat)}>Leave</button>
          <button class="plain" @click=${() => (this.leaving = false)}>Stay</button>`
      : html`<button class="danger plain" @click=${() => (this.leaving = true)}>Leave group</button>`}</footer>`;
  }

  updated() {
    this.find('input[autofocus]')?.focus();
  }

  /** @param {SubmitEvent} event */
  async #rename(event) {
    event.preventDefault();
    const title = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('title')).trim();
    this.renaming = false;
    if (title && title !== this.store.chats.get(this.chat)?.title) {
      await this.actions.rename(this.chat, title);
    }
  }

  /** @param {SubmitEvent} event */
  async #add(event) {
    event.preventDefault();
    const users = this.find('people-picker').chosen.map((/** @type {any} */ person) => person.user);
    this.adding = false;
    if (users.length > 0) {
      await this.actions.addMembers(this.chat, users);
    }
  }

  #close() {
    this.dispatchEvent(new CustomEvent('close'));
  }
}
customElements.define('group-info', GroupInfo);
