// @ts-check
import { Actions } from './actions.js';
import { AppStore } from './app-store.js';
import { Attention } from './attention.js';
import { Drafts } from './drafts.js';
import { Session } from './session.js';
import { Settings } from './settings.js';
import { AppView } from './view/app-view.js';

const store = new AppStore();
const changed = () => store.changed();
const settings = new Settings(changed);
const drafts = new Drafts(changed);
const session = new Session(store, drafts);
const actions = new Actions(session, store);
const resumed = session.resume();
await settings.load();

const view = new AppView();
view.app = { store, actions, settings, drafts };
document.body.append(view);
new Attention(store, settings);

window.addEventListener('online', () => actions.wake());
window.addEventListener('offline', () => actions.wake());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && actions.wake());
await resumed;

// Browsers have none for pages that came over plain http from another machine.
navigator.serviceWorker?.register('/sw.js').catch(() => {});
navigator.serviceWorker?.addEventListener('message', ({ data }) => (window.location.hash = `#chat/${encodeURIComponent(data.open)}`));
