/** Measures this device: whole screenings through the package, and every kernel alone. */

import { type DeviceKind, ZoomInNet } from 'zoom-in-net';
import { type TimedScreenings, median } from './measurements.js';
import type { FromKernels, TimedKernel, ToKernels } from './messages.js';

const WEIGHTS = 'weights/';
const PHOTOGRAPH = 'samples/synthetic-3_left.jpg';

/** Screens one photograph again and again on one device. `null` where the device is not used. */
export async function timeScreenings(
  device: DeviceKind,
  runs: number,
  onRun: (done: number) => void,
): Promise<TimedScreenings | null> {
  const began = performance.now();
  const screener = await ZoomInNet.load({ device, weights: WEIGHTS });
  const ready = performance.now() - began;
  try {
    if (screener.device.kind !== device) return null;
    const photograph = await (await fetch(PHOTOGRAPH)).blob();
    const times: number[] = [];
    for (let run = 0; run <= runs; run += 1) {
      let networks = 0;
      const onStage = (stage: string) => {
        if (stage === 'grading') networks = performance.now();
      };
      const { screening } = await screener.screen(photograph, { onStage });
      if (screening.outcome !== 'graded') throw new Error('the photograph of the measurement was not graded');
      times.push(performance.now() - networks);
      onRun(run);
    }
    const [first = Number.NaN, ...following] = times;
    return { device: screener.device, ready, first, median: median(following), runs };
  } finally {
    screener.dispose();
  }
}

/** Times the kernels one by one, if wanted in every variant; `onTimed` is told of each. */
export function timeKernels(patience: number, withVariants: boolean, onTimed: (kernel: TimedKernel) => void): Promise<void> {
  const worker = new Worker(new URL('./kernels-worker.ts', import.meta.url), { type: 'module' });
  const timing = new Promise<void>((resolve, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.addEventListener('message', ({ data }: MessageEvent<FromKernels>) => {
      if (data.type === 'timed') onTimed(data.kernel);
      else if (data.type === 'done') resolve();
      else reject(new Error(data.message));
    });
  });
  const wish: ToKernels = { weights: new URL(WEIGHTS, document.baseURI).href, patience, withVariants };
  worker.postMessage(wish);
  return timing.finally(() => worker.terminate());
}
