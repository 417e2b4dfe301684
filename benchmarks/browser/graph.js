// An ONNX graph as data for TensorFlow.js: its nodes, each activation fused with the convolution before it, and where in
// the file its constants lie.

import { createRequire } from 'node:module';

const { onnx } = createRequire(import.meta.url)(
  './node_modules/onnxruntime-web/lib/onnxjs/ort-schema/protobuf/onnx.js',
);

const ACTIVATIONS = { Clip: 'relu6', Relu: 'relu' };
const FLOAT = onnx.TensorProto.DataType.FLOAT;

/** The bytes of an ONNX file → `{ nodes, constants }`. */
export function converted(file) {
  const { graph } = onnx.ModelProto.decode(file);
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
  const constants = graph.initializer
    .filter(({ dataType }) => dataType === FLOAT)
    .map(({ name, dims, rawData }) => {
      if (rawData.buffer !== file.buffer) throw new Error(`${name} is not a part of the file that was read`);
      return {
        name,
        dims: dims.map(Number),
        offset: rawData.byteOffset - file.byteOffset,
        bytes: rawData.length,
        depthwise: depthwise.has(name),
      };
    });
  return { nodes: fused, constants };
}
