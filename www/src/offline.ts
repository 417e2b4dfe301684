/** The service worker that lets the page work without a network. */

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
  const refused = serviceWorker.register('service-worker.js').then(
    () => controlled,
    // Private windows and pages that are not served securely have none; the page works all the same.
    () => undefined,
  );
  await Promise.race([refused, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}
