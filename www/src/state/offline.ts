/** The service worker that lets the page work without a network. */

const SCRIPT = 'service-worker.js';

/** Longer than this, nobody waits for it. */
const PATIENCE = 3000;

/** Once the page is under the service worker, or never will be. */
export async function keptForOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  const controlled = new Promise<void>((resolve) => {
    if (serviceWorker.controller) resolve();
    serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
  });
  // The newest version is fetched now, into the browser's own cache. There the browser finds it when it looks
  // for a newer one by itself, a moment later or in mid-use, so that it asks for nothing after loading.
  const fetched = fetch(SCRIPT, { cache: 'reload' }).catch(() => undefined);
  const refused = fetched.then(() => serviceWorker.register(SCRIPT, { updateViaCache: 'all' })).then(
    () => controlled,
    // Private windows and pages that are not served securely have none; the page works all the same.
    () => undefined,
  );
  await Promise.race([refused, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}
