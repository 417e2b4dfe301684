"""Writes M-Net, A-Net and C-Net of the lite configuration as ONNX graphs (opset 17).

Reads what `cargo run --release -p zoom-in-net-benchmarks -- export --out DIR` wrote: the tensors,
batch norms folded, by the names of the fields, and one input with its outputs, which the graphs
must reproduce before they are written. Images and crops may have any size and number.

pip install numpy onnx onnxruntime safetensors
python tools/export_onnx.py --weights DIR --out DIR
"""

import argparse
import pathlib
import sys

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

OPSET = 17
# Repeats and stride of the stages of EfficientNet-Lite0; all else shows in the tensors' shapes.
STAGES = [(1, 1), (2, 2), (2, 2), (3, 2), (3, 1), (4, 2), (1, 1)]
# Most relative difference of the outputs from those of the exported network.
TOLERANCE = 1e-4


class Graph:
    """Nodes in order, and the tensors they read."""

    def __init__(self, name, tensors):
        self.name = name
        self.tensors = tensors
        self.nodes = []
        self.initializers = {}

    def constant(self, name, values):
        self.initializers.setdefault(name, numpy_helper.from_array(numpy.ascontiguousarray(values), name))
        return name

    def weight(self, name):
        return self.constant(name, self.tensors[name])

    def node(self, operator, inputs, output=None, **attributes):
        output = output or f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def convolution(self, name, x, stride=1, same=False, output=None):
        shape = self.tensors[f"{name}.weight"].shape
        attributes = {"kernel_shape": shape[2:], "strides": [stride, stride]}
        if shape[1] == 1 and shape[0] > 1:
            attributes["group"] = shape[0]
        if same:
            # As in TensorFlow: the odd pixel goes right and below.
            attributes["auto_pad"] = "SAME_UPPER"
        inputs = [x, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        return self.node("Conv", inputs, output, **attributes)

    def relu6(self, x):
        least = self.constant("zero", numpy.float32(0))
        most = self.constant("six", numpy.float32(6))
        return self.node("Clip", [x, least, most])

    def linear(self, name, x, output):
        return self.node("Gemm", [x, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")], output)

    def global_average(self, x, output=None):
        x = self.node("GlobalAveragePool", [x])
        return self.node("Flatten", [x], output)

    def positions(self, x):
        """Rows and columns become one axis."""
        return self.node("Reshape", [x, self.constant("flat", numpy.array([0, 0, -1], numpy.int64))])

    def efficientnet_lite(self, x):
        stem = next(name for name in self.tensors if name.endswith("stem.conv.weight"))
        trunk = stem.removesuffix("stem.conv.weight")
        x = self.relu6(self.convolution(f"{trunk}stem.conv", x, stride=2, same=True))
        strides = [stride if repeat == 0 else 1 for repeats, stride in STAGES for repeat in range(repeats)]
        for index, stride in enumerate(strides):
            block = f"{trunk}blocks.{index}"
            y = x
            if f"{block}.expand.conv.weight" in self.tensors:
                y = self.relu6(self.convolution(f"{block}.expand.conv", y))
            channels_in = self.tensors[f"{block}.depthwise.conv.weight"].shape[0]
            y = self.relu6(self.convolution(f"{block}.depthwise.conv", y, stride, same=True))
            y = self.convolution(f"{block}.project.conv", y)
            if f"{block}.expand.conv.weight" in self.tensors:
                channels_in = self.tensors[f"{block}.expand.conv.weight"].shape[1]
            channels_out = self.tensors[f"{block}.project.conv.weight"].shape[0]
            shortcut = stride == 1 and channels_in == channels_out
            x = self.node("Add", [x, y]) if shortcut else y
        if f"{trunk}head.conv.weight" in self.tensors:
            x = self.relu6(self.convolution(f"{trunk}head.conv", x))
        return x

    def model(self, inputs, outputs):
        """`inputs` and `outputs`: names and shapes."""
        def values(shapes):
            return [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]

        graph = helper.make_graph(
            self.nodes, self.name, values(inputs), values(outputs), list(self.initializers.values())
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
        onnx.checker.check_model(model, full_check=True)
        return model


def m_net(tensors):
    graph = Graph("m_net", tensors)
    trunk = graph.efficientnet_lite("image")
    maps = graph.node("Relu", [graph.convolution("reduce.conv", trunk)], "maps")
    features = graph.global_average(maps, "features")
    graph.linear("grade", features, "logits")
    channels, grades = tensors["grade.weight"].shape
    return graph.model(
        {"image": [1, 3, "height", "width"]},
        {"maps": [1, channels, "rows", "columns"], "features": [1, channels], "logits": [1, grades]},
    )


def a_net(tensors):
    graph = Graph("a_net", tensors)
    scores = graph.convolution("score", "maps")
    x = "maps"
    for index in range(2):
        x = graph.node("Relu", [graph.convolution(f"look.{index}.conv", x, same=True)])
    attention_logits = graph.node("Add", [graph.convolution("attend", x), "beyond_field"])
    attention = graph.node("Softmax", [graph.positions(attention_logits)], axis=2)
    shape = graph.node("Shape", [scores])
    attention = graph.node("Reshape", [attention, shape])
    gated = graph.node("Mul", [scores, attention], "gated")
    axes = graph.constant("axes", numpy.array([2, 3], numpy.int64))
    graph.node("ReduceSum", [gated, axes], "logits", keepdims=0)
    grades, channels = tensors["score.weight"].shape[:2]
    return graph.model(
        {"maps": [1, channels, "rows", "columns"], "beyond_field": [1, 1, "rows", "columns"]},
        {"gated": [1, grades, "rows", "columns"], "logits": [1, grades]},
    )


def c_net(tensors, channels_of_m):
    graph = Graph("c_net", tensors)
    features_of_crops = graph.global_average(graph.efficientnet_lite("crops"))
    merged = graph.node("ReduceMax", [features_of_crops], axes=[0], keepdims=1)
    features = graph.node("Concat", [merged, "features"], axis=1)
    graph.linear("grade", features, "logits")
    grades = tensors["grade.weight"].shape[1]
    return graph.model(
        {"crops": ["crops", 3, "height", "width"], "features": [1, channels_of_m]},
        {"logits": [1, grades]},
    )


def check(model, inputs, expected):
    """Ends the program where the graph does not compute what the exported network did."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    for name, output in zip(expected, session.run(list(expected), inputs), strict=True):
        difference = numpy.linalg.norm(output - expected[name]) / numpy.linalg.norm(expected[name])
        print(f"{model.graph.name} {name} {list(output.shape)}: relative difference {difference:.1e}")
        if not difference <= TOLERANCE:
            sys.exit(f"{model.graph.name}: {name} differs by more than {TOLERANCE}; nothing was written for it")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--weights", type=pathlib.Path, required=True, help="what `export` wrote")
    arguments.add_argument("--out", type=pathlib.Path, required=True, help="where the graphs go")
    arguments = arguments.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)

    tensors = {name: load_file(arguments.weights / f"{name}.safetensors") for name in ("m_net", "a_net", "c_net")}
    seen = load_file(arguments.weights / "agreement.safetensors")
    channels_of_m = tensors["m_net"]["grade.weight"].shape[0]
    steps = [
        (m_net(tensors["m_net"]), {"image": seen["image"]},
         {"maps": seen["maps"], "features": seen["features"], "logits": seen["m_net_logits"]}),
        (a_net(tensors["a_net"]), {"maps": seen["maps"], "beyond_field": seen["beyond_field"]},
         {"gated": seen["gated"], "logits": seen["a_net_logits"]}),
        (c_net(tensors["c_net"], channels_of_m), {"crops": seen["crops"], "features": seen["features"]},
         {"logits": seen["c_net_logits"]}),
    ]
    for model, inputs, expected in steps:
        check(model, inputs, expected)
        onnx.save(model, arguments.out / f"{model.graph.name}.onnx")


if __name__ == "__main__":
    main()
