// @ts-check
/** @import {AppStore} from './app-store.js' */
/** @import {Settings} from './settings.js' */
import { unreadOf } from 'parley-client';
import { t } from './i18n.js';
import { titleOf } from './view/parts.js';

/** What a look at another tab, or a tap there, may take care of within this time is not worth a notification. */
const PATIENCE_MS = 400;
/** How long other tabs have to say that somebody looks at them. */
const ANSWER_MS = 150;
/** How long the server has to say how somebody is called: then something new of somebody is better than silence. */
const NAME_MS = 5_000;
const CHANNEL = 'parley-attention';

/** Draws attention to what is unread while nobody looks: the title of the tab, and notifications where they are wanted. */
export class Attention {
  #store;
  #settings;
  /** @type {Map<string, number> | undefined} how many messages each chat had */
  #seen;
  #timer = 0;
  #channel = new BroadcastChannel(CHANNEL);
  #lookedAt = false;

  /** @param {AppStore} store @param {Settings} settings */
  constructor(store, settings) {
    this.#store = store;
    this.#settings = settings;
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    store.subscribe(() => {
      // What comes from then on is new, also before the first look.
      this.#seen = store.listed ? (this.#seen ?? this.#counts()) : undefined;
      this.#timer ||= window.setTimeout(() => this.#look(), PATIENCE_MS);
    });
  }

  #counts() {
    return new Map([...this.#store.chats.values()].map((chat) => [chat.chat, chat.n]));
  }

  /** @param {'who is looked at?' | 'I am'} said by another tab */
  #hear(said) {
    if (said === 'I am') {
      this.#lookedAt = true;
    } else if (looking()) {
      this.#channel.postMessage('I am');
    }
  }

  async #anyLookedAt() {
    this.#lookedAt = looking();
    this.#channel.postMessage('who is looked at?');
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    return this.#lookedAt;
  }

  async #look() {
    this.#timer = 0;
    const chats = [...this.#store.chats.values()];
    const unread = chats.filter((chat) => unreadOf(chat) > 0);
    document.title = unread.length > 0 ? `(${unread.length}) Parley` : 'Parley';
    /** @type {any} */ (navigator).setAppBadge?.(unread.length)?.catch?.(() => {});
    const before = this.#seen;
    this.#seen = before && this.#counts();
    if (before && this.#settings.values.notifications && !looking()) {
      const more = unread.filter((chat) => chat.n > (before.get(chat.chat) ?? 0));
      if (more.length > 0 && !(await this.#anyLookedAt())) {
        more.forEach((chat) => this.#notify(chat));
      }
    }
  }

  /** Who was never heard of before has no name for a moment. @param {(string | undefined)[]} users */
  async #named(users) {
    let late = false;
    const tooLate = new Promise((resolve) => setTimeout(() => resolve((late = true)), NAME_MS));
    while (!late && users.some((user) => user && !this.#store.people.has(user))) {
      await Promise.race([this.#store.next(), tooLate]);
    }
  }

  /** @param {import('parley-client').Chat} row */
  async #notify(row) {
    const registration = await navigator.serviceWorker?.getRegistration();
    await this.#named([row.peer, row.last?.by]);
    const chat = this.#store.chats.get(row.chat) ?? row;
    const text = chat.last?.text ?? t('newMessage');
    const body = chat.kind === 'group' ? t('says', { who: this.#store.nameOf(chat.last?.by), text }) : text;
    registration?.active?.postMessage({
      type: 'notify', title: titleOf(this.#store, chat), options: { body, tag: chat.chat, icon: '/icons/192.png', dir: 'auto' },
    });
  }
}

/** @returns {boolean} whether somebody looks at this page */
export function looking() {
  return document.visibilityState === 'visible' && document.hasFocus();
}
