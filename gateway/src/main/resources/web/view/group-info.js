// @ts-check
/** @import {Member} from 'parley-client' */
import { html, nothing } from 'lit';
import './people-picker.js';
import { t } from '../i18n.js';
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
    return html`<aside class="info" aria-label=${t('groupInfo')}>
      <header class="bar"><h2>${t('groupInfo')}</h2>
        <button class="icon-button" aria-label=${t('close')} @click=${this.#close}>${icon('close')}</button></header>
      <div class="who">${chatAvatar(this.store, chat)}${this.renaming ? this.#titleForm(chat.title) : this.#title(chat)}</div>
      <div class="members-head"><h3>${t('members', { n: chat.memberCount })}</h3>
        ${chat.leftSeq ? nothing : html`<button class="link" @click=${() => (this.adding = !this.adding)}>
          ${t(this.adding ? 'cancel' : 'addPeople')}</button>`}</div>
      ${this.adding ? this.#addForm(members) : this.#memberList(members)}
      ${chat.leftSeq || this.adding ? nothing : this.#leave()}
    </aside>`;
  }

  /** @param {import('parley-client').Chat} chat */
  #title(chat) {
    return html`<p class="group-title"><bdi>${chat.title}</bdi>${chat.leftSeq
      ? nothing
      : html`<button class="icon-button" aria-label=${t('rename')} @click=${() => (this.renaming = true)}>${icon('edit')}</button>`}</p>`;
  }

  /** @param {string} title */
  #titleForm(title) {
    return html`<form class="inline" @submit=${this.#rename}>
      <input name="title" maxlength=${this.store.limits.titleUnits} required aria-label=${t('groupName')} .value=${title} autofocus>
      <button class="primary">${t('save')}</button></form>`;
  }

  /** @param {Member[]} members */
  #memberList(members) {
    const me = this.store.me?.user;
    const owning = members.some((member) => member.user === me && member.role === 'owner');
    return html`<ul class="people" aria-label=${t('members', { n: members.length })}>${members.map((member) => {
      const name = this.store.nameOf(member.user);
      const online = this.store.presence.get(member.user)?.online;
      return html`<li class="person">${avatar(member.user, name, { small: true, online })}
        <bdi class="title">${member.user === me ? t('isYou', { name }) : name}</bdi>
        ${member.role === 'owner' ? html`<span class="role">${t('owner')}</span>` : nothing}
        ${owning && member.user !== me
          ? html`<button class="icon-button remove" aria-label=${t('removeWhom', { name })} title=${t('remove')}
              @click=${() => this.actions.removeMember(this.chat, member.user)}>${icon('close')}</button>`
          : nothing}</li>`;
    })}</ul>`;
  }

  /** @param {Member[]} members */
  #addForm(members) {
    const without = members.map((member) => member.user);
    return html`<form class="adding" @submit=${this.#add}>
      <people-picker .app=${this.app} .many=${true} .most=${this.store.limits.usersPerFrame} .without=${without}></people-picker>
      <div class="footer"><button class="primary">${t('add')}</button></div></form>`;
  }

  #leave() {
    return html`<div class="footer">${this.leaving
      ? html`<p>${t('leaveAsk')}</p>
          <button class="danger" @click=${() => this.actions.leave(this.chat)}>${t('leave')}</button>
          <button class="plain" @click=${() => (this.leaving = false)}>${t('stay')}</button>`
      : html`<button class="danger plain" @click=${() => (this.leaving = true)}>${t('leaveGroup')}</button>`}</div>`;
  }

  /** What was asked for takes the focus. @param {Map<string, any>} changed */
  updated(changed) {
    this.find('input[autofocus]')?.focus();
    if (changed.get('leaving') === false) {
      this.find('.footer .danger').focus();
    }
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
