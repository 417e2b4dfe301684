/** Times every kernel of the networks alone, apart from the page: with the module for WebGPU itself. */

import init, { Loading } from 'zoom-in-net/assets/gpu/zoom_in_net.js';
import type { FromKernels, TimedKernel, ToKernels } from './messages.js';

self.addEventListener('message', ({ data: { weights, patience, withVariants } }: MessageEvent<ToKernels>) => {
  time(weights, patience, withVariants).then(
    () => tell({ type: 'done' }),
    (error: unknown) => tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});

async function time(weights: string, patience: number, withVariants: boolean): Promise<void> {
  const file = (name: string) => fetch(new URL(name, weights));
  const text = async (name: string) => (await file(name)).text();
  const content = async (network: string) => new Uint8Array(await (await file(`${network}.bpk`)).arrayBuffer());
  await init({ module_or_path: fetch(new URL('zoom-in-net/assets/gpu/zoom_in_net_bg.wasm', import.meta.url)) });
  const loading = await Loading.start(await text('model.json'), () => undefined);
  loading.readMNet(await content('m_net'));
  loading.readANet(await content('a_net'));
  loading.readCNet(await content('c_net'));
  const screener = await loading.finish(await text('self_test.json'), false);
  await screener.timeKernels(patience, withVariants, (kernel: unknown) => tell({ type: 'timed', kernel: kernel as TimedKernel }));
}

function tell(message: FromKernels): void {
  self.postMessage(message);
}
