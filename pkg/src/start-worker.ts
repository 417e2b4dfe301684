/** Starts the package's worker, also from another origin than the page's. */

import { ScreeningError } from './types.js';

/**
 * Browsers start no worker from another origin. There, it is started from a script of the page's own, a blob, that reads the real one.
 * `onBlocked` is called where the page's content-security policy lets none be started.
 */
export function startWorker(address: string, onBlocked: (error: ScreeningError) => void): Worker {
  const { origin } = new URL(address);
  const isOwn = origin === location.origin;
  const url = isOwn ? address : URL.createObjectURL(new Blob([reading(address)], { type: 'text/javascript' }));
  const blocked = () => {
    const [what, who] = isOwn ? [address, origin] : ['from a blob, which a package of another origin needs', 'blob:'];
    return new ScreeningError('blocked_by_policy', `the page's content-security policy lets no worker be started ${what}: add ${who} to worker-src`);
  };
  const onViolation = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => {
    if (effectiveDirective === 'worker-src' && blockedURI === (isOwn ? address : 'blob')) onBlocked(blocked());
  };
  const settled = () => {
    document.removeEventListener('securitypolicyviolation', onViolation);
    if (!isOwn) URL.revokeObjectURL(url);
  };
  document.addEventListener('securitypolicyviolation', onViolation);
  try {
    const worker = new Worker(url);
    worker.addEventListener('message', settled, { once: true });
    worker.addEventListener('error', settled, { once: true });
    return worker;
  } catch (error) {
    settled();
    // Some browsers throw where others tell of it later.
    if (error instanceof DOMException && error.name === 'SecurityError') throw blocked();
    throw error;
  }
}

/** A script that reads another one, or says that it may not. */
function reading(address: string): string {
  const { origin } = new URL(address);
  const message = `the worker ${address} could not be read: it is not there, or the page's content-security policy forbids it; add ${origin} to script-src`;
  const failed = { type: 'failed', code: 'blocked_by_policy', message };
  return `try { importScripts(${JSON.stringify(address)}) } catch { postMessage(${JSON.stringify(failed)}) }`;
}
