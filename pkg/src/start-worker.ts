/** Starts the package's worker, also from another origin than the page's. */

import { ScreeningError } from './types.js';

/**
 * Browsers start no worker from another origin. There, it is started from a script of the page's own, a blob, that reads the real one.
 *
 * @param onBlocked Called where the page's content-security policy lets none be started.
 * @param ended Aborted when the worker is of no use any more.
 */
export function startWorker(address: string, onBlocked: (error: ScreeningError) => void, ended: AbortSignal): Worker {
  const { origin } = new URL(address);
  const isOwn = origin === location.origin;
  const url = isOwn ? address : URL.createObjectURL(new Blob([reading(address)], { type: 'text/javascript' }));
  const blocked = (options?: ErrorOptions) => {
    const [what, who] = isOwn ? [address, origin] : ['from a blob, which a package of another origin needs', 'blob:'];
    const message = `the page's content-security policy lets no worker be started ${what}: add ${who} to worker-src`;
    return new ScreeningError('blocked_by_policy', message, options);
  };
  const onViolation = ({ disposition, effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => {
    const isThis = effectiveDirective === 'worker-src' && blockedURI === (isOwn ? address : 'blob');
    // A policy on trial reports what it would forbid.
    if (isThis && disposition === 'enforce') onBlocked(blocked());
  };
  document.addEventListener('securitypolicyviolation', onViolation, { signal: ended });
  if (!isOwn) ended.addEventListener('abort', () => URL.revokeObjectURL(url));
  try {
    return new Worker(url);
  } catch (error) {
    // Some browsers throw where others tell of it later.
    if (error instanceof DOMException && error.name === 'SecurityError') throw blocked({ cause: error });
    throw error;
  }
}

/** A script that reads another one, or says that it may not. */
function reading(address: string): string {
  const { origin } = new URL(address);
  const message = `the worker ${address} could not be read: it is not there, or the page's content-security policy forbids it; add ${origin} to script-src`;
  const failed = { type: 'failed', code: 'blocked_by_policy', message };
  const told = `{ ...${JSON.stringify(failed)}, cause: { name, message } }`;
  return `try { importScripts(${JSON.stringify(address)}) } catch ({ name, message }) { postMessage(${told}) }`;
}
