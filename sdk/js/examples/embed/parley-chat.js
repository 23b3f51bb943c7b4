// @ts-check
/** @import {Client, Conversation} from 'parley-client' */
import { connect } from 'parley-client';

/**
 * One chat in a page of your own: `<parley-chat url="https://chat.example" chat="g_7f" token-url="/chat-token"></parley-chat>`. Your
 * server answers `token-url` with an access token for whoever is signed in to your page (POST /v1/service/tokens gets one); with
 * `url` left out the page is served from Parley's own address.
 */
export class ParleyChat extends HTMLElement {
  /** @type {Client | undefined} */
  #client;
  /** @type {Conversation | undefined} */
  #chat;
  #list = document.createElement('ol');
  #form = document.createElement('form');
  #field = document.createElement('input');
  #state = document.createElement('p');

  constructor() {
    super();
    this.#list.setAttribute('role', 'log');
    this.#state.setAttribute('role', 'status');
    this.#field.placeholder = 'Message';
    this.#field.setAttribute('aria-label', 'Message');
    // Until it is known who writes.
    this.#field.disabled = true;
    this.#form.append(this.#field);
    this.#form.addEventListener('submit', (event) => this.#submit(event));
    this.#field.addEventListener('input', () => this.#chat?.typing(this.#field.value !== ''));
  }

  async connectedCallback() {
    this.append(this.#list, this.#state, this.#form);
    const tokens = this.getAttribute('token-url') ?? '/chat-token';
    const session = async () => {
      const answer = await fetch(tokens);
      return answer.status === 401 ? undefined : answer.text();
    };
    const client = await connect({ url: this.getAttribute('url') ?? '', session });
    if (!this.isConnected) {
      client.close();
      return;
    }
    const id = this.getAttribute('chat') ?? '';
    this.#client = client;
    this.#chat = client.chat(id);
    this.#field.disabled = false;
    client.show(id);
    client.subscribe(() => this.#draw());
    this.#draw();
  }

  disconnectedCallback() {
    this.#client?.close();
    this.#client = undefined;
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    if (this.#field.value.trim()) {
      this.#chat?.send(this.#field.value.trim());
      this.#field.value = '';
    }
  }

  #draw() {
    const chat = this.#chat;
    if (!this.#client || !chat) {
      return;
    }
    const { store } = this.#client;
    const said = chat.entries.filter((entry) => entry.kind === 'message')
      .map((entry) => line(`${store.nameOf(entry.by)}: ${entry.text}`, ''));
    const unsent = chat.unsent.map((message) => line(message.text, message.failed ? 'failed' : 'waiting'));
    this.#list.replaceChildren(...said, ...unsent);
    const typists = chat.typists.map((user) => store.nameOf(user));
    this.#state.textContent = store.connection.state !== 'online' ? 'Connecting…' : typists.length > 0 ? `${typists.join(', ')} …` : '';
    const newest = chat.entries.at(-1);
    if (newest && document.visibilityState === 'visible') {
      chat.markRead(newest);
    }
  }
}

/** @param {string} text @param {string} state */
function line(text, state) {
  const item = document.createElement('li');
  item.textContent = text;
  item.className = state;
  return item;
}

customElements.define('parley-chat', ParleyChat);
