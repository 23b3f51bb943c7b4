// @ts-check
import { Api, Store } from 'parley-client';
import { Actions } from './actions.js';
import { Session } from './session.js';
import { AppView } from './view/app-view.js';

const store = new Store();
const api = new Api();
const session = new Session(api, store);
const actions = new Actions(api, session, store);

const view = new AppView();
view.app = { store, actions };
document.body.append(view);

window.addEventListener('online', () => actions.wake());
window.addEventListener('offline', () => actions.wake());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && actions.wake());
session.resume();
