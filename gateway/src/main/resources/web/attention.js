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
    store.subscribe(() => (this.#timer ||= window.setTimeout(() => this.#look(), PATIENCE_MS)));
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
    this.#seen = this.#store.listed ? new Map(chats.map((chat) => [chat.chat, chat.n])) : undefined;
    if (before && this.#seen && this.#settings.values.notifications && !looking()) {
      const more = unread.filter((chat) => chat.n > (before.get(chat.chat) ?? 0));
      if (more.length > 0 && !(await this.#anyLookedAt())) {
        more.forEach((chat) => this.#notify(chat));
      }
    }
  }

  /** @param {import('parley-client').Chat} chat */
  async #notify(chat) {
    const registration = await navigator.serviceWorker?.getRegistration();
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
