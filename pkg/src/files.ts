import { ScreeningError } from './types.js';

/** Where verified weights are kept for the next visit, and for use without a network. */
const CACHE = 'zoom-in-net-weights';

export type OnBytes = (received: number, total: number | null, fromCache: boolean) => void;

/** A small file that says what the others are: the newest where there is a network, else the kept one. */
export async function readText(url: URL): Promise<string> {
  const cache = await openCache();
  const response = await fetch(url, { cache: 'no-cache' }).catch(() => null);
  if (response?.ok) {
    await cache?.put(url, response.clone());
    return response.text();
  }
  const kept = await cache?.match(url);
  if (kept) return kept.text();
  throw unreachable(url, response);
}

/**
 * A file known by its SHA-256. `accept` verifies it; only an accepted file is kept, and a kept file
 * that is no longer accepted is fetched again once.
 */
export async function readVerified(
  url: URL,
  sha256: string,
  bytes: number,
  onBytes: OnBytes,
  accept: (content: Uint8Array) => Promise<void>,
): Promise<void> {
  const cache = await openCache();
  const key = new URL(url);
  key.searchParams.set('sha256', sha256);
  const kept = await cache?.match(key);
  if (kept) {
    try {
      const content = new Uint8Array(await kept.arrayBuffer());
      await accept(content);
      onBytes(content.length, content.length, true);
      return;
    } catch {
      await cache?.delete(key);
    }
  }
  // Past the browser's own cache, which may hold the very copy that was refused.
  const response = await fetch(key, { cache: kept ? 'reload' : 'default' }).catch(() => null);
  if (!response?.ok) throw unreachable(url, response);
  const content = await collect(response, bytes, onBytes);
  await accept(content);
  await cache?.put(key, new Response(content, { headers: { 'content-type': 'application/octet-stream' } }));
}

/** Forgets kept files of other versions. */
export async function forgetOthers(sha256s: string[]): Promise<void> {
  const cache = await openCache();
  for (const request of (await cache?.keys()) ?? []) {
    const sha256 = new URL(request.url).searchParams.get('sha256');
    if (sha256 && !sha256s.includes(sha256)) await cache?.delete(request);
  }
}

/** Compiles a module while its bytes come in. */
export async function compile(url: URL, onBytes: OnBytes): Promise<WebAssembly.Module> {
  const response = await fetch(url).catch(() => null);
  if (!response?.ok || !response.body) throw unreachable(url, response);
  const length = contentLength(response);
  let received = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      received += chunk.length;
      onBytes(received, length, false);
      controller.enqueue(chunk);
    },
  });
  return WebAssembly.compileStreaming(
    new Response(response.body.pipeThrough(counter), { headers: { 'content-type': 'application/wasm' } }),
  );
}

async function collect(response: Response, bytes: number, onBytes: OnBytes): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    chunks.push(next.value);
    received += next.value.length;
    onBytes(received, bytes, false);
  }
  const content = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    content.set(chunk, at);
    at += chunk.length;
  }
  return content;
}

/** The length of what is read, unknown where it was compressed on the way. */
function contentLength(response: Response): number | null {
  if (response.headers.get('content-encoding')) return null;
  return Number(response.headers.get('content-length')) || null;
}

/** Some browsers keep nothing in private windows. */
async function openCache(): Promise<Cache | null> {
  return 'caches' in self ? caches.open(CACHE).catch(() => null) : null;
}

function unreachable(url: URL, response: Response | null): ScreeningError {
  const why = response ? `the server answered ${response.status}` : 'there is no answer';
  return new ScreeningError('network', `${url.pathname} could not be fetched: ${why}; try again when you are connected`);
}
