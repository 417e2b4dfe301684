// TensorFlow.js has no reader of ONNX graphs: this runs the exported graph node by node, as its
// converter would have done, with images in the order of axes that TensorFlow.js computes in.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { CROPS, crops, picture } from './contender.js';

export async function load(graphs, sizes, provider) {
  if (provider === 'wasm') setWasmPaths(new URL('./', document.baseURI).href);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend(provider))) throw new Error(`TensorFlow.js has no ${provider} here`);
  await tf.ready();
  const networks = {};
  for (const name of ['m_net', 'a_net', 'c_net']) networks[name] = await read(`${graphs}${name}`);
  const { input, crop } = sizes;
  const image = picture(input);
  const cut = crops(sizes);
  return async () => {
    const [mLogits, aLogits, gated, cLogits] = tf.tidy(() => {
      const lay = (values, shape) => tf.transpose(tf.tensor4d(values, shape), [0, 2, 3, 1]);
      const m = compute(networks.m_net, { image: lay(image, [1, 3, input, input]) });
      const [, rows, columns] = m.maps.shape;
      const allInField = tf.zeros([1, rows, columns, 1]);
      const a = compute(networks.a_net, { maps: m.maps, beyond_field: allInField });
      const c = compute(networks.c_net, { crops: lay(cut, [CROPS, 3, crop, crop]), features: m.features });
      return [m.logits, a.logits, a.gated, c.logits];
    });
    const logits = await Promise.all([mLogits, aLogits, cLogits].map((one) => one.data()));
    await gated.data();
    tf.dispose([mLogits, aLogits, gated, cLogits]);
    return logits.map((one) => [...one]);
  };
}

async function read(place) {
  const [graph, buffer] = await Promise.all([
    fetch(`${place}.json`).then((response) => response.json()),
    fetch(`${place}.bin`).then((response) => response.arrayBuffer()),
  ]);
  const constants = {};
  for (const { name, dims, offset, length, group } of graph.constants) {
    const values = new Float32Array(buffer, offset, length);
    const tensor = tf.tensor(values, dims);
    // Kernels lie as height, width, in, out; those of single channels as height, width, channel, 1.
    constants[name] = dims.length === 4 ? tf.transpose(tensor, group ? [2, 3, 0, 1] : [2, 3, 1, 0]) : tensor;
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
  Mul: ([x, y]) => tf.mul(x, y),
  GlobalAveragePool: ([x]) => tf.mean(x, [1, 2]),
  Flatten: ([x]) => x,
  Gemm: ([x, weights, bias]) => tf.add(tf.matMul(x, weights), bias),
  Concat: ([x, y]) => tf.concat([x, y], 1),
  ReduceMax: ([x]) => tf.max(x, 0, true),
  ReduceSum: ([x]) => tf.sum(x, [1, 2]),
  // The softmax runs over the positions of each map.
  Softmax: ([x]) => {
    const [, rows, columns, maps] = x.shape;
    const flat = tf.transpose(tf.reshape(x, [rows * columns, maps]));
    return tf.reshape(tf.transpose(tf.softmax(flat)), [1, rows, columns, maps]);
  },
  // Only the softmax needed its maps in one row each.
  Reshape: ([x]) => x,
  Shape: ([x]) => x,
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
