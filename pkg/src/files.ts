import { answerTo, unreachable } from './requests.js';
import { ScreeningError } from './types.js';

/** Where verified weights are kept for the next visit, and for use without a network. */
const CACHE = 'zoom-in-net-weights';

/** Names in that cache; nothing is ever asked for there. */
const KEPT = 'https://zoom-in-net.invalid/';

export type OnBytes = (received: number, total: number | null, fromCache: boolean) => void;

/** A small file that says what the others are: the newest where there is a network, else the kept one. */
export async function readText(url: URL): Promise<string> {
  // Bundlers put the smallest files into the address itself, which a strict policy lets nobody fetch.
  if (url.protocol === 'data:') return textOf(url);
  const cache = await openCache();
  const response = await answerTo(fetch(url, { cache: 'no-cache' }));
  if (response instanceof Response && response.ok) {
    await keep(cache, url, response.clone());
    return response.text();
  }
  const kept = await cache?.match(url);
  if (kept) return kept.text();
  throw notFetched(url, response);
}

/** A network's weights: where they are now, and what they are. */
export interface WantedWeights {
  url: URL;
  /** The model's name. */
  model: string;
  sha256: string;
  bytes: number;
}

/**
 * A file known by its SHA-256, wherever it lies: another version of the code or another server asks for it by another
 * address. `accept` verifies it; only an accepted file is kept, and a kept file that is no longer accepted is fetched again once.
 */
export async function readVerified(
  { url, model, sha256, bytes }: WantedWeights,
  onBytes: OnBytes,
  accept: (content: Uint8Array) => Promise<void>,
): Promise<void> {
  const cache = await openCache();
  const key = new URL(`${KEPT}${encodeURIComponent(model)}?sha256=${sha256}`);
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
  // By an address that no other version has: the browser's own cache may hold another one, or the very copy that was refused.
  const address = new URL(url);
  address.searchParams.set('sha256', sha256);
  const response = await answerTo(fetch(address, { cache: kept ? 'reload' : 'default' }));
  if (!(response instanceof Response && response.ok)) throw notFetched(url, response);
  const content = await collect(response, bytes, onBytes);
  await accept(content);
  await keep(cache, key, new Response(content, { headers: { 'content-type': 'application/octet-stream' } }));
}

/** Forgets kept weights of other versions of a model, and those that version 0.1 of this package kept by their address. */
export async function forgetOthers(model: string, sha256s: string[]): Promise<void> {
  const cache = await openCache();
  const own = `${KEPT}${encodeURIComponent(model)}`;
  for (const request of (await cache?.keys()) ?? []) {
    const { origin, pathname, searchParams } = new URL(request.url);
    const sha256 = searchParams.get('sha256');
    const isOther = `${origin}${pathname}` === own ? !sha256s.includes(sha256 ?? '') : sha256 && !request.url.startsWith(KEPT);
    if (isOther) await cache?.delete(request);
  }
}

/** Compiles a module while its bytes come in. */
export async function compile(url: URL, onBytes: OnBytes): Promise<WebAssembly.Module> {
  const response = await answerTo(fetch(url));
  if (!(response instanceof Response && response.ok && response.body)) throw notFetched(url, response);
  const length = contentLength(response);
  let received = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      received += chunk.length;
      onBytes(received, length, false);
      controller.enqueue(chunk);
    },
  });
  const counted = new Response(response.body.pipeThrough(counter), { headers: { 'content-type': 'application/wasm' } });
  return WebAssembly.compileStreaming(counted).catch((error: unknown) => {
    throw uncompiled(url, error);
  });
}

/** What a browser says of it helps nobody who did not write the module. */
function uncompiled(url: URL, error: unknown): unknown {
  if (!(error instanceof WebAssembly.CompileError)) return error;
  if (/unsafe-eval|content security policy/i.test(error.message)) {
    const message = "the page's content-security policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src";
    return new ScreeningError('blocked_by_policy', message, { cause: error });
  }
  const message = `what is served at ${url.href} is no module that this browser can run (${error.message}); check \`assets\` of ZoomInNet.load`;
  return new ScreeningError('network', message, { cause: error });
}

/** What a `data:` address holds. */
function textOf({ pathname }: URL): string {
  const comma = pathname.indexOf(',');
  const content = decodeURIComponent(pathname.slice(comma + 1));
  if (!pathname.slice(0, comma).endsWith(';base64')) return content;
  return new TextDecoder().decode(Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)));
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

/** For the next visit; where there is no room, that one fetches it again. */
async function keep(cache: Cache | null, name: URL, response: Response): Promise<void> {
  await cache?.put(name, response).catch(() => undefined);
}

function notFetched(url: URL, response: Response | Error): ScreeningError {
  const isOwn = url.origin === self.location.origin;
  const advice = isOwn
    ? '; try again when you are connected'
    : `; try again when you are connected; the server must allow it by CORS, and the page's content-security policy must name ${url.origin} in connect-src`;
  return unreachable(url.href, response, advice);
}
