// @ts-check
import { LitElement } from 'lit';

/** @typedef {{store: import('../app-store.js').AppStore, actions: import('../actions.js').Actions}} App */

/** What all views share: they draw into the page itself (one set of style sheets), again whenever the store is different. */
export class View extends LitElement {
  static properties = { app: { attribute: false } };

  /** @type {() => void} */
  #unsubscribe = () => {};

  constructor() {
    super();
    /** @type {App} */
    this.app = /** @type {any} */ (undefined);
  }

  get store() {
    return this.app.store;
  }

  get actions() {
    return this.app.actions;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#unsubscribe = this.store.subscribe(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#unsubscribe();
  }

  /** @param {string} selector @returns {any} */
  find(selector) {
    return this.querySelector(selector);
  }
}
