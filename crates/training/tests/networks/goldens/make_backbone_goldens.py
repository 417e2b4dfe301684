"""Writes the goldens that tests/networks/backbones.rs of crates/training compares the backbones with.

The reference networks (timm's `inception_resnet_v2` and `inception_v3`, and EfficientNet-Lite0 of
`efficientnet_lite_pytorch`) get weights that are a formula of each tensor's name, so that the test
makes the same weights from the names and shapes in the golden alone.

Run by hand: pip install torch timm efficientnet_lite_pytorch; python make_backbone_goldens.py
"""

import json
import math
import pathlib

import numpy
import timm
import torch
from efficientnet_lite_pytorch import EfficientNet

# Odd and unequal sides, so that every asymmetric padding and every swapped axis shows.
SIDES = (139, 107)
SAMPLES = 256


def uniform(name, count):
    """Numbers in [-1, 1), the same on every machine: FNV-1a of the name, then murmur3's mixer."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 & 0xFFFFFFFF
    x = (seed + numpy.arange(count, dtype=numpy.uint64) * 0x9E3779B9) & 0xFFFFFFFF
    x ^= x >> 16
    x = x * 0x85EBCA6B & 0xFFFFFFFF
    x ^= x >> 13
    x = x * 0xC2B2AE35 & 0xFFFFFFFF
    x ^= x >> 16
    return (x >> 8) / 2.0**23 - 1.0


def tensor(name, shape, center, radius):
    values = center + radius * uniform(name, math.prod(shape))
    return torch.from_numpy(values.astype(numpy.float32).reshape(shape))


def fill(network):
    """Fills the convolutions and batch norms; returns their names and shapes."""
    convolutions, norms = [], []
    for name, module in network.named_modules():
        if isinstance(module, torch.nn.Conv2d):
            shape = list(module.weight.shape)
            radius = math.sqrt(6.0 / math.prod(shape[1:]))
            module.weight.data = tensor(f"{name}.weight", shape, 0.0, radius)
            if module.bias is not None:
                module.bias.data = tensor(f"{name}.bias", shape[:1], 0.0, 0.1)
            convolutions.append([name, shape, module.bias is not None])
        elif isinstance(module, torch.nn.BatchNorm2d):
            shape = list(module.weight.shape)
            module.weight.data = tensor(f"{name}.weight", shape, 1.0, 0.25)
            module.bias.data = tensor(f"{name}.bias", shape, 0.0, 0.25)
            module.running_mean = tensor(f"{name}.running_mean", shape, 0.0, 0.25)
            module.running_var = tensor(f"{name}.running_var", shape, 1.0, 0.25)
            norms.append([name, shape[0]])
    return convolutions, norms


def write(file, network, modules, features):
    """`modules`: those that return the three depths as they run."""
    network.eval()
    convolutions, norms = fill(network)
    outputs = []
    for module in modules:
        module.register_forward_hook(lambda _m, _i, output: outputs.append(output.clone()))
    with torch.no_grad():
        features(tensor("input", [1, 3, *SIDES], 0.0, 1.0))
    depths = []
    for output in outputs:
        values = output.flatten().double()
        stride = len(values) // SAMPLES
        while math.gcd(stride, output.shape[2] * output.shape[3]) > 1:
            stride -= 1  # so that the samples come from every position
        depths.append({
            "shape": list(output.shape),
            "mean": values.mean().item(),
            "deviation": values.std(correction=0).item(),
            "stride": stride,
            "values": [float(f"{value:.8g}") for value in values[::stride]],
        })
        within = output.std(dim=(2, 3), correction=0).square().mean().sqrt().item()
        print(f"{file} {list(output.shape)}: mean {depths[-1]['mean']:.2f}, "
              f"deviation {depths[-1]['deviation']:.2f}, within a channel {within:.2f}")
    golden = {"sides": SIDES, "convolutions": convolutions, "norms": norms, "depths": depths}
    path = pathlib.Path(__file__).with_name(file)
    path.write_text(json.dumps(golden, separators=(",", ":")).replace('],["', '],\n["') + "\n")


def main():
    network = timm.create_model("inception_resnet_v2")
    depths = [network.maxpool_5a, network.repeat_1, network.conv2d_7b]
    write("inception_resnet_v2.json", network, depths, network.forward_features)

    network = timm.create_model("inception_v3", aux_logits=False)
    depths = [network.Pool2, network.Mixed_6e, network.Mixed_7c]
    write("inception_v3.json", network, depths, network.forward_features)

    network = EfficientNet.from_name("efficientnet-lite0", image_size=SIDES)
    # The network's own activation runs twice: after the stem and after the head.
    depths = [network._swish, network._blocks[8]]
    write("efficientnet_lite0.json", network, depths, network.extract_features)


if __name__ == "__main__":
    main()
