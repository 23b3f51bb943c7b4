// @ts-check
import { LitElement } from 'lit';

/**
 * @typedef {{store: import('../app-store.js').AppStore, actions: import('../actions.js').Actions,
 *   settings: import('../settings.js').Settings, drafts: import('../drafts.js').Drafts}} App
 */

/**
 * What all views share: they draw into the page itself (one set of style sheets), again when the store is different, and however often
 * that is, once per frame.
 */
export class View extends LitElement {
  static properties = { app: { attribute: false } };

  /** @type {() => void} */
  #unsubscribe = () => {};
  #frame = 0;

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
    this.#unsubscribe = this.store.subscribe(() => (this.#frame ||= requestAnimationFrame(() => this.#again())));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#unsubscribe();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #again() {
    this.#frame = 0;
    this.requestUpdate();
  }

  /** @param {string} selector @returns {any} */
  find(selector) {
    return this.querySelector(selector);
  }
}
