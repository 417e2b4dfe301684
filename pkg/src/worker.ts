/** Runs the networks apart from the page. */

import * as cpu from './cpu/zoom_in_net.js';
import type { BrowserScreener, Loading } from './cpu/zoom_in_net.js';
import { compile, forgetOthers, readText, readVerified } from './files.js';
import * as gpu from './gpu/zoom_in_net.js';
import type { Cause, FromWorker, ToWorker } from './messages.js';
import { type ErrorCode, type LoadProgress, type ModelManifest, type NetworkName, ScreeningError } from './types.js';

let screener: BrowserScreener | undefined;

self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  done(event.data).catch((error: unknown) => {
    if (error instanceof WebAssembly.RuntimeError) tell({ type: 'ended', message: error.message });
    else tell({ type: 'failed', ...described(error) });
  });
});

async function done(task: ToWorker): Promise<void> {
  switch (task.type) {
    case 'load':
      return load(task);
    case 'screen':
      return screen(task);
    case 'with_fellow':
      return tell({ type: 'read_with_fellow', finding: ready().withFellow(task.finding, task.fellow) });
  }
}

async function load({ moduleAddress, weights, device, module: compiled, timedWarm }: Extract<ToWorker, { type: 'load' }>): Promise<void> {
  const report = (part: LoadProgress['part']) => (received: number, total: number | null, fromCache: boolean) =>
    tell({ type: 'progress', progress: { part, received, total, fromCache } });

  const [manifestText, knownAnswer, module] = await Promise.all([
    readText(new URL(weights.model)),
    readText(new URL(weights.self_test)),
    compiled ?? compile(new URL(moduleAddress), report('module')),
  ]);
  const bindings = device.kind === 'gpu' ? gpu : cpu;
  await bindings.default({ module_or_path: module });
  bindings.whenEnded((message) => tell({ type: 'ended', message }));

  const manifest = manifestOf(manifestText, weights.model);
  // The device is opened, and its programs compiled, while the weights come in.
  const programs = report('programs');
  const opened = bindings.Loading.start(manifestText, (done, total) => programs(done, total, false));
  const read = (network: NetworkName, accept: (loading: Loading, content: Uint8Array) => void) => {
    const { sha256, bytes } = manifest.networks[network];
    const acceptOnceOpen = async (content: Uint8Array) => accept(await opened, content);
    const wanted = { url: new URL(weights[network]), model: manifest.name, sha256, bytes };
    return readVerified(wanted, report(network), acceptOnceOpen);
  };
  await Promise.all([
    read('m_net', (loading, content) => loading.readMNet(content)),
    read('a_net', (loading, content) => loading.readANet(content)),
    read('c_net', (loading, content) => loading.readCNet(content)),
  ]);
  screener = await (await opened).finish(knownAnswer, timedWarm);
  await forgetOthers(manifest.name, Object.values(manifest.networks).map(({ sha256 }) => sha256));
  tell({ type: 'loaded', manifest, module, selfTestMilliseconds: screener.selfTestMilliseconds });
}

/** The engine checks all of it; this is what a server sends that answers every address with its page. */
function manifestOf(text: string, address: string): ModelManifest {
  try {
    return JSON.parse(text) as ModelManifest;
  } catch (error) {
    const message = `what is served at ${address} is no model.json; check \`weights\` of ZoomInNet.load, and that the folder is served`;
    throw new ScreeningError('weights_do_not_fit', message, { cause: error });
  }
}

function ready(): BrowserScreener {
  if (!screener) throw new ScreeningError('device_failed', 'the networks are not loaded');
  return screener;
}

async function screen({ photograph, thorough }: Extract<ToWorker, { type: 'screen' }>): Promise<void> {
  const result = await ready().screen(new Uint8Array(photograph), thorough, (stage) =>
    tell({ type: 'stage', stage }),
  );
  const pictures = [result.photograph, ...result.crops];
  tell(
    { type: 'screened', result },
    pictures.map(({ data }) => data.buffer),
  );
}

/** An error of ours or the library's by its code; any other is why the computation failed. */
function described(error: unknown): { code: ErrorCode; message: string; cause?: Cause } {
  if (!(error instanceof Error)) return { code: 'device_failed', message: String(error) };
  const { name, message, cause } = error;
  // The code of a `DOMException` is a number.
  if (!('code' in error && typeof error.code === 'string')) return { code: 'device_failed', message, cause: { name, message } };
  const code = error.code as ErrorCode;
  return cause instanceof Error ? { code, message, cause: { name: cause.name, message: cause.message } } : { code, message };
}

function tell(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}
