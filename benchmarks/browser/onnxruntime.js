// ONNX Runtime Web, on WebGPU or in WebAssembly with one thread.

import * as ort from 'onnxruntime-web-build';
import { CROPS, crops, gated, nameOf, picture } from './contender.js';

export async function load(graphs, sizes, provider) {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = new URL('./', document.baseURI).href;
  ort.env.logLevel = 'error';
  if (provider === 'webgpu') ort.env.webgpu.powerPreference = 'high-performance';
  // Nothing is waited for before all three networks are on their way.
  const preferredOutputLocation = provider === 'webgpu' ? 'gpu-buffer' : 'cpu';
  const session = (name) =>
    ort.InferenceSession.create(`${graphs}${name}.onnx`, {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
      preferredOutputLocation,
    });
  const m = await session('m_net');
  const a = await session('a_net');
  const c = await session('c_net');
  const { input, crop } = sizes;
  const image = picture(input);
  const cut = crops(sizes);
  const run = async () => {
    const mOut = await m.run({ image: new ort.Tensor('float32', image, [1, 3, input, input]) });
    const aOut = await a.run({ attended_maps: mOut.attended_maps });
    const cOut = await c.run({ crops: new ort.Tensor('float32', cut, [CROPS, 3, crop, crop]), features: mOut.features });
    const read = [mOut.logits, aOut.scores, aOut.attention_logits, cOut.logits].map((one) => one.getData(true));
    const [mLogits, scores, attention, cLogits] = await Promise.all(read);
    const [, , rows, columns] = mOut.attended_maps.dims;
    const [positions, ofGrade] = [1, rows * columns];
    const aLogits = gated(scores, attention, rows * columns, { positions, ofGrade });
    mOut.maps.dispose();
    mOut.attended_maps.dispose();
    mOut.features.dispose();
    return { logits: [mLogits, aLogits, cLogits].map((one) => [...one]) };
  };
  const gpu = provider === 'webgpu' ? await ort.env.webgpu.device : undefined;
  return { run, adapter: nameOf(gpu?.adapterInfo) };
}
