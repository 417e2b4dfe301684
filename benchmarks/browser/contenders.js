// Who is compared, and what each needs beside its script.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { version: onnxruntime } = require('./node_modules/onnxruntime-web/package.json');
const { version: tensorflow } = require('./node_modules/@tensorflow/tfjs-core/package.json');

const ONNXRUNTIME = `ONNX Runtime Web ${onnxruntime}`;
const TENSORFLOW = `TensorFlow.js ${tensorflow}`;
const ONNXRUNTIME_FILES = 'onnxruntime-web/dist/ort-wasm-simd-threaded';
const PROCESSOR = 'processor, one thread';
const WEBGPU = 'WebGPU';

/** `source` is bundled to `script`; `build` is which of ONNX Runtime's builds that takes; `files` are fetched by it. */
export const CONTENDERS = [
  { id: 'ours-cpu', name: 'Zoom-in-Net', on: PROCESSOR, device: 'cpu', source: 'ours.js', files: [] },
  {
    id: 'onnxruntime-cpu',
    name: ONNXRUNTIME,
    on: PROCESSOR,
    device: 'wasm',
    source: 'onnxruntime.js',
    build: 'onnxruntime-web/wasm',
    files: [`${ONNXRUNTIME_FILES}.mjs`, `${ONNXRUNTIME_FILES}.wasm`],
  },
  {
    id: 'tensorflow-cpu',
    name: TENSORFLOW,
    on: PROCESSOR,
    device: 'wasm',
    source: 'tensorflow.js',
    files: ['@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'],
  },
  { id: 'ours-gpu', name: 'Zoom-in-Net', on: WEBGPU, device: 'gpu', source: 'ours.js', files: [] },
  {
    id: 'onnxruntime-gpu',
    name: ONNXRUNTIME,
    on: WEBGPU,
    device: 'webgpu',
    source: 'onnxruntime.js',
    build: 'onnxruntime-web/webgpu',
    files: [`${ONNXRUNTIME_FILES}.asyncify.mjs`, `${ONNXRUNTIME_FILES}.asyncify.wasm`],
  },
  { id: 'tensorflow-gpu', name: TENSORFLOW, on: WEBGPU, device: 'webgpu', source: 'tensorflow.js', files: [] },
].map((contender) => ({ ...contender, script: `${contender.id}.js` }));

/** Whether the processor, or its imitation of a GPU, makes a run take seconds. */
export const isOnGpu = ({ on }) => on === WEBGPU;

/** Those worth the time of a machine with a real GPU. */
export const ON_REAL_GPU = CONTENDERS.filter((contender) => isOnGpu(contender) || contender.id === 'ours-cpu');
