"""Writes M-Net, A-Net and C-Net as ONNX graphs (opset 17), of their descriptions.

Reads what `cargo run --release -p zoom-in-net-benchmarks -- export --out DIR` wrote: each network as data, its tensors,
batch norms folded, by name, and one input with its outputs, which the graphs must reproduce before they are
written. Images are normalised already; they and crops may have any size, crops any number. Each photograph is a batch of
its own.

pip install numpy onnx onnxruntime safetensors
python tools/export_onnx.py --weights DIR --out DIR
"""

import argparse
import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

OPSET = 17
NETWORKS = ("m_net", "a_net", "c_net")
# Maximum relative difference of the outputs from those of the exported network.
TOLERANCE = 1e-4
# What a description may ask for.
OPERATIONS = ("convolution", "linear", "pool", "global_average", "group_max", "concatenate")


class Converter:
    """One description, node by node; values are numbered as there."""

    def __init__(self, name, description, tensors):
        self.name = name
        self.tensors = tensors
        self.nodes = []
        self.initializers = {}
        self.inputs, self.outputs = [], []
        self.values = []
        for given in description["inputs"]:
            self.add_input(given)
        for layer in description["layers"]:
            inputs = [self.values[value] for value in layer["inputs"]]
            if layer["operation"] not in OPERATIONS:
                sys.exit(f"{name}: this converter has no operation {layer['operation']}")
            assert layer["output"] == len(self.values), "values are numbered in order"
            self.values.append(getattr(self, layer["operation"])(layer, inputs))
        for output in description["outputs"]:
            self.node("Identity", [self.values[output["value"]]], output["name"])
            self.outputs.append(helper.make_tensor_value_info(output["name"], TensorProto.FLOAT, None))

    def add_input(self, given):
        name, content = given["name"], given["content"]
        if "pixels" in content:
            shape = ["crops" if name == "crops" else 1, 3, "height", "width"]
        elif given["count"] == "groups":
            # A vector of each group.
            shape = [1, content["maps"]["channels"]]
        else:
            shape = [1, content["maps"]["channels"], "rows", "columns"]
        self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        self.values.append(name)

    def node(self, operator, inputs, output=None, **attributes):
        output = output or f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, name, values):
        self.initializers.setdefault(name, numpy_helper.from_array(numpy.ascontiguousarray(values), name))
        return name

    def number(self, value):
        return self.constant(f"number_{value}", numpy.float32(value))

    def convolution(self, layer, inputs):
        # With a batch norm, which is folded, the convolution is a part of its layer.
        name = layer["name"] + (".conv" if layer["norm_epsilon"] is not None else "")
        weight, bias = (self.tensors[f"{name}.{field}"] for field in ("weight", "bias"))
        if len(inputs) == 2:
            weight, bias = weight * layer["scale"], bias * layer["scale"]
        stride = layer["stride"]
        attributes = {"kernel_shape": layer["kernel"], "strides": [stride, stride]}
        if layer["depthwise"]:
            attributes["group"] = layer["channels"][0]
        if layer["padding"] == "same":
            # As in TensorFlow: the odd pixel goes right and below.
            attributes["auto_pad"] = "SAME_UPPER"
        else:
            rows, columns = (layer["padding"]["explicit"][side] for side in ("rows", "columns"))
            attributes["pads"] = [rows, columns, rows, columns]
        tensors = [self.constant(f"{name}.weight", weight), self.constant(f"{name}.bias", bias)]
        x = self.node("Conv", [inputs[0], *tensors], **attributes)
        if len(inputs) == 2:
            x = self.node("Add", [x, inputs[1]])
        return self.activation(layer["activation"], x)

    def activation(self, kind, x):
        match kind:
            case "identity":
                return x
            case "relu":
                return self.node("Relu", [x])
            case "relu6":
                return self.node("Clip", [x, self.number(0), self.number(6)])
        sys.exit(f"{self.name}: this converter has no activation {kind}")

    def linear(self, layer, inputs):
        tensors = [self.constant(name, self.tensors[name]) for name in (f"{layer['name']}.weight", f"{layer['name']}.bias")]
        return self.node("Gemm", [inputs[0], *tensors])

    def pool(self, layer, inputs):
        attributes = {
            "kernel_shape": [layer["kernel"]] * 2,
            "strides": [layer["stride"]] * 2,
            "pads": [layer["padding"]] * 4,
        }
        # Zeros around the maps are no values here either: ONNX pads with minus infinity.
        if layer["kind"] == "max":
            return self.node("MaxPool", inputs, **attributes)
        counted = int(layer["kind"]["average"]["count_padding"])
        return self.node("AveragePool", inputs, count_include_pad=counted, **attributes)

    def global_average(self, _layer, inputs):
        return self.node("Flatten", [self.node("GlobalAveragePool", inputs)])

    def group_max(self, _layer, inputs):
        return self.node("ReduceMax", inputs, axes=[0], keepdims=1)

    def concatenate(self, _layer, inputs):
        return self.node("Concat", inputs, axis=1)

    def model(self):
        graph = helper.make_graph(
            self.nodes, self.name, self.inputs, self.outputs, list(self.initializers.values())
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
        model = onnx.shape_inference.infer_shapes(model)
        onnx.checker.check_model(model, full_check=True)
        return model


def check(model, seen):
    """Ends the program where the graph does not compute what the exported network did."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    of = {name.removeprefix(f"{model.graph.name}."): values for name, values in seen.items()
          if name.startswith(f"{model.graph.name}.")}
    inputs = {given.name: of[given.name] for given in session.get_inputs()}
    names = [output.name for output in session.get_outputs()]
    for name, output in zip(names, session.run(names, inputs), strict=True):
        difference = numpy.linalg.norm(output - of[name]) / numpy.linalg.norm(of[name])
        print(f"{model.graph.name} {name} {list(output.shape)}: relative difference {difference:.1e}")
        if not difference <= TOLERANCE:
            sys.exit(f"{model.graph.name}: {name} differs by more than {TOLERANCE}; nothing was written for it")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--weights", type=pathlib.Path, required=True, help="what `export` wrote")
    arguments.add_argument("--out", type=pathlib.Path, required=True, help="where the graphs go")
    arguments = arguments.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    seen = load_file(arguments.weights / "agreement.safetensors")
    for name in NETWORKS:
        description = json.loads((arguments.weights / f"{name}.json").read_text())
        model = Converter(name, description, load_file(arguments.weights / f"{name}.safetensors")).model()
        check(model, seen)
        onnx.save(model, arguments.out / f"{name}.onnx")


if __name__ == "__main__":
    main()
