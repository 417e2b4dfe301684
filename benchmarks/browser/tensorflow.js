// TensorFlow.js has no reader of ONNX graphs: this runs the exported graph node by node, as its
// converter would have done, on images in the order of axes that TensorFlow.js computes in.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { CROPS, crops, gated, nameOf, picture } from './contender.js';

export async function load(graphs, sizes, provider) {
  if (provider === 'wasm') setWasmPaths(new URL('./', document.baseURI).href);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend(provider))) throw new Error(`TensorFlow.js has no ${provider} here`);
  await tf.ready();
  const networks = {};
  for (const name of ['m_net', 'a_net', 'c_net']) networks[name] = await read(`${graphs}${name}`);
  const { input, crop } = sizes;
  const image = channelsLast(picture(input), input);
  const cut = channelsLast(crops(sizes), crop);
  const run = async () => {
    const outputs = tf.tidy(() => {
      const m = compute(networks.m_net, { image: tf.tensor4d(image, [1, input, input, 3]) });
      const a = compute(networks.a_net, { attended_maps: m.attended_maps });
      const c = compute(networks.c_net, { crops: tf.tensor4d(cut, [CROPS, crop, crop, 3]), features: m.features });
      return [m.logits, a.scores, a.attention_logits, c.logits];
    });
    const [mLogits, scores, attention, cLogits] = await Promise.all(outputs.map((one) => one.data()));
    const [, rows, columns, grades] = outputs[1].shape;
    tf.dispose(outputs);
    const aLogits = gated(scores, attention, rows * columns, { positions: grades, ofGrade: 1 });
    return { logits: [mLogits, aLogits, cLogits].map((one) => [...one]) };
  };
  return { run, adapter: nameOf(tf.backend().device?.adapterInfo) };
}

/** Images `[3, side, side]`, one after the other, as `[side, side, 3]`. */
function channelsLast(values, side) {
  const positions = side * side;
  return values.map((_, at) => {
    const image = Math.floor(at / (3 * positions));
    const [position, channel] = [Math.floor(at / 3) % positions, at % 3];
    return values[(3 * image + channel) * positions + position];
  });
}

async function read(place) {
  const [graph, file] = await Promise.all([
    fetch(`${place}.json`).then((response) => response.json()),
    fetch(`${place}.onnx`).then((response) => response.arrayBuffer()),
  ]);
  const constants = {};
  for (const { name, dims, offset, bytes, depthwise } of graph.constants) {
    const values = new Float32Array(file.slice(offset, offset + bytes));
    const tensor = tf.tensor(values, dims);
    // Kernels lie as height, width, in, out; those of single channels as height, width, channel, 1.
    constants[name] = dims.length === 4 ? tf.transpose(tensor, depthwise ? [2, 3, 0, 1] : [2, 3, 1, 0]) : tensor;
  }
  return { nodes: graph.nodes, constants };
}

const OPERATORS = {
  Conv: ([x, filter, bias], { strides, group, activation }) => {
    const convolve = group > 1 ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
    return convolve({ x, filter, bias, strides, pad: 'same', activation });
  },
  Clip: ([x]) => tf.relu6(x),
  Relu: ([x]) => tf.relu(x),
  Add: ([x, y]) => tf.add(x, y),
  Identity: ([x]) => x,
  GlobalAveragePool: ([x]) => tf.mean(x, [1, 2]),
  Flatten: ([x]) => x,
  Gemm: ([x, weights, bias]) => tf.add(tf.matMul(x, weights), bias),
  Concat: ([x, y]) => tf.concat([x, y], 1),
  ReduceMax: ([x]) => tf.max(x, 0, true),
};

function compute({ nodes, constants }, inputs) {
  const values = { ...constants, ...inputs };
  for (const { operator, inputs, output, attributes } of nodes) {
    const run = OPERATORS[operator];
    if (!run) throw new Error(`the graph has an operator ${operator} that is not run here`);
    values[output] = run(inputs.map((name) => values[name]), attributes);
  }
  return values;
}
