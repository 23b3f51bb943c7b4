// @ts-check
import { Actions } from './actions.js';
import { AppStore } from './app-store.js';
import { Session } from './session.js';
import { AppView } from './view/app-view.js';

const store = new AppStore();
const session = new Session(store);
const actions = new Actions(session, store);

const view = new AppView();
view.app = { store, actions };
document.body.append(view);

window.addEventListener('online', () => actions.wake());
window.addEventListener('offline', () => actions.wake());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && actions.wake());
session.resume();
