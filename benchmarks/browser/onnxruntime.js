// ONNX Runtime Web, on WebGPU or in WebAssembly with one thread.

import * as ort from 'onnxruntime-web-build';
import { CROPS, crops, picture } from './contender.js';

export async function load(graphs, sizes, provider) {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = new URL('./', document.baseURI).href;
  ort.env.logLevel = 'error';
  // What only the next network reads stays where it was computed.
  const stay = provider === 'webgpu' ? { maps: 'gpu-buffer', features: 'gpu-buffer' } : {};
  const session = (name, preferredOutputLocation = {}) =>
    ort.InferenceSession.create(`${graphs}${name}.onnx`, {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
      preferredOutputLocation,
    });
  const m = await session('m_net', stay);
  const a = await session('a_net');
  const c = await session('c_net');
  const { input, crop } = sizes;
  const image = picture(input);
  const cut = crops(sizes);
  return async () => {
    const mOut = await m.run({ image: new ort.Tensor('float32', image, [1, 3, input, input]) });
    const [, , rows, columns] = mOut.maps.dims;
    const allInField = new ort.Tensor('float32', new Float32Array(rows * columns), [1, 1, rows, columns]);
    const aOut = await a.run({ maps: mOut.maps, beyond_field: allInField });
    const cOut = await c.run({ crops: new ort.Tensor('float32', cut, [CROPS, 3, crop, crop]), features: mOut.features });
    const logits = [mOut.logits.data, aOut.logits.data, cOut.logits.data].map((one) => [...one]);
    mOut.maps.dispose();
    mOut.features.dispose();
    return logits;
  };
}
