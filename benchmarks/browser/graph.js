// An ONNX graph as JSON and one buffer, each activation fused with the convolution before it.

import { createRequire } from 'node:module';

const { onnx } = createRequire(import.meta.url)(
  './node_modules/onnxruntime-web/lib/onnxjs/ort-schema/protobuf/onnx.js',
);

const ACTIVATIONS = { Clip: 'relu6', Relu: 'relu' };
const FLOAT = onnx.TensorProto.DataType.FLOAT;

/** The bytes of an ONNX file → `{ json, buffer }`. */
export function converted(bytes) {
  const { graph } = onnx.ModelProto.decode(bytes);
  const nodes = graph.node.map(({ opType, input, output, attribute }) => {
    const find = (name) => attribute.find((one) => one.name === name);
    const attributes = {
      strides: find('strides')?.ints.map(Number) ?? [1, 1],
      group: Number(find('group')?.i ?? 1),
      activation: 'linear',
    };
    return { operator: opType, inputs: input, output: output[0], attributes };
  });
  const readers = (name) => nodes.filter(({ inputs }) => inputs.includes(name));
  const fused = nodes.filter((node) => {
    const activation = ACTIVATIONS[node.operator];
    const before = nodes.find(({ output }) => output === node.inputs[0]);
    if (!activation || before?.operator !== 'Conv' || readers(before.output).length !== 1) return true;
    before.output = node.output;
    before.attributes.activation = activation;
    return false;
  });
  const depthwise = new Set(
    fused.filter(({ operator, attributes }) => operator === 'Conv' && attributes.group > 1).map(({ inputs }) => inputs[1]),
  );
  const chunks = [];
  let offset = 0;
  const constants = [];
  for (const { name, dims, rawData, dataType } of graph.initializer) {
    if (dataType !== FLOAT) continue;
    constants.push({ name, dims: dims.map(Number), offset, length: rawData.length / 4, group: depthwise.has(name) });
    chunks.push(rawData);
    offset += rawData.length;
  }
  return { json: JSON.stringify({ nodes: fused, constants }), buffer: Buffer.concat(chunks) };
}
