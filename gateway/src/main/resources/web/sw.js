// @ts-check
/// <reference lib="webworker" />
// The server writes before this what it has: const SHELL = { version, files: { path: tag } }.
// @ts-ignore
/** @type {{version: string, files: Record<string, string>}} */
const { version, files } = SHELL;
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {any} */ (self));
const CACHES = 'parley-';
const CACHE = CACHES + version;

worker.addEventListener('install', (event) => event.waitUntil(fill().then(() => worker.skipWaiting())));
worker.addEventListener('activate', (event) => event.waitUntil(dropOthers().then(() => worker.clients.claim())));

/** The whole client of one release, or nothing: while nodes are replaced, some may have files of another. */
async function fill() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(Object.entries(files).map(async ([path, tag]) => {
      const response = await fetch(path, { cache: 'no-cache' });
      if (!response.ok || !response.headers.get('ETag')?.includes(tag)) {
        throw new Error(`${path}: not of this release`);
      }
      await cache.put(path, response);
    }));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function dropOthers() {
  const names = (await caches.keys()).filter((name) => name.startsWith(CACHES) && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === 'GET' && url.origin === worker.location.origin && url.pathname in files) {
    event.respondWith(kept(url.pathname, event.request));
  }
});

/** @param {string} path @param {Request} request @returns {Promise<Response>} */
async function kept(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

/** A page that nobody looks at has something new. */
worker.addEventListener('message', (event) => event.data?.type === 'notify' && event.waitUntil(notify(event.data)));

/** @param {{title: string, options: NotificationOptions}} what */
function notify({ title, options }) {
  return worker.registration.showNotification(title, options);
}

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.tag));
});

/** @param {string} chat */
async function open(chat) {
  const [page] = await worker.clients.matchAll({ type: 'window' });
  if (page) {
    page.postMessage({ open: chat });
    await page.focus();
  } else {
    await worker.clients.openWindow(`/#chat/${encodeURIComponent(chat)}`);
  }
}
