/** Keeps the page for visits without a network. Weights are kept by the package itself, this script by the browser. */

/** Filled in when the page is built. */
declare const SHELL: string[];
declare const VERSION: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const PREFIX = 'zoom-in-net-page-';
const CACHE = `${PREFIX}${VERSION}`;

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(['./', ...SHELL])));
});

// A new version waits until every page of the old one is closed: the parts of a version belong together.
worker.addEventListener('activate', (event) => {
  const takeOver = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(takeOver());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs = request.method === 'GET' && url.origin === worker.location.origin;
  const isKeptElsewhere = url.pathname.includes('/weights/') || url.href === worker.location.href;
  if (isOurs && !isKeptElsewhere) event.respondWith(kept(event));
});

/** Whether the page itself is visited, by whichever of its names. */
function isThePage({ mode, url }: Request): boolean {
  return mode === 'navigate' && /\/(index\.html)?$/.test(new URL(url).pathname);
}

/** What is kept; else what is fetched, and kept from then on: of the two programs only the one in use. */
async function kept(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(CACHE);
  const known = await cache.match(isThePage(event.request) ? './' : event.request);
  if (known) return known;
  const response = await fetch(event.request);
  // Kept while the page reads it, so that it can tell how much has come.
  if (response.ok) event.waitUntil(cache.put(event.request, response.clone()));
  return response;
}
