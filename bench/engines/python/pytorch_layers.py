"""Operators with parameters: in PyTorch the modules Conv2d, Linear, BatchNorm2d, LayerNorm."""

from __future__ import annotations

import operator as python
from typing import Any, Callable, Optional

import torch
from torch import nn
from torch.nn import functional as F

from pytorch_attention import fused_attention
from pytorch_graph import Node
from pytorch_translation import Operand, Translation, operator
from pytorch_windows import padded, padding_of, refuse

CONVOLUTIONS = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
CONVOLVE = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
CONVOLVE_BACK = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
BATCH_NORMS = {2: nn.BatchNorm1d, 3: nn.BatchNorm1d, 4: nn.BatchNorm2d, 5: nn.BatchNorm3d}


def convolution(
    t: Translation,
    node: Node,
    x: Operand,
    kind_and_function: tuple[type, Callable[..., torch.Tensor]],
    settings: dict[str, Any],
    common: dict[str, Any],
) -> Operand:
    """The module where the weights have its names, else its function; `settings` are the module's alone."""
    kind, function = kind_and_function
    fields = {"weight": node.inputs[1], "bias": node.input(2)}
    path = t.layer(kind, {**settings, **common}, fields)
    if path is not None:
        return t.run_layer(path, x)
    return t.call(function, x, *t.inputs(node)[1:], **common)


@operator("Conv")
def conv(t: Translation, node: Node) -> Operand:
    x = t.operand(node.inputs[0])
    out_channels, in_channels, *kernel = t.shape(node, node.inputs[1])
    rank = len(kernel)
    before, after = padding_of(node, rank)
    if before != after:
        x = padded(t, x, before, after, 0.0)
        before = [0] * rank
    groups = node.attribute("group", 1)
    common = {
        "stride": tuple(node.attribute("strides", [1] * rank)),
        "padding": tuple(before),
        "dilation": tuple(node.attribute("dilations", [1] * rank)),
        "groups": groups,
    }
    settings = {
        "in_channels": in_channels * groups,
        "out_channels": out_channels,
        "kernel_size": tuple(kernel),
        "bias": node.input(2) is not None,
    }
    return convolution(t, node, x, (CONVOLUTIONS[rank], CONVOLVE[rank]), settings, common)


@operator("ConvTranspose")
def conv_transpose(t: Translation, node: Node) -> Operand:
    x = t.operand(node.inputs[0])
    in_channels, out_channels, *kernel = t.shape(node, node.inputs[1])
    rank = len(kernel)
    before, after = padding_of(node, rank)
    if before != after or node.attribute("output_shape") is not None:
        raise refuse(node, "padding that differs by side", node.attributes)
    groups = node.attribute("group", 1)
    common = {
        "stride": tuple(node.attribute("strides", [1] * rank)),
        "padding": tuple(before),
        "output_padding": tuple(node.attribute("output_padding", [0] * rank)),
        "groups": groups,
        "dilation": tuple(node.attribute("dilations", [1] * rank)),
    }
    settings = {
        "in_channels": in_channels,
        "out_channels": out_channels * groups,
        "kernel_size": tuple(kernel),
        "bias": node.input(2) is not None,
    }
    return convolution(t, node, x, (TRANSPOSED[rank], CONVOLVE_BACK[rank]), settings, common)


def linear(
    t: Translation, node: Node, weight: str, bias: Optional[str], *, is_turned: bool
) -> Operand:
    """nn.Linear: the matrix is a parameter, `[out, in]` in the state_dict where it is turned."""
    x = t.operand(node.inputs[0])
    shape = t.shape(node, weight)
    if is_turned:
        settings = {"in_features": shape[1], "out_features": shape[0], "bias": bias is not None}
        path = t.layer(nn.Linear, settings, {"weight": weight, "bias": bias})
        if path is not None:
            return t.run_layer(path, x)
    matrix = t.operand(weight)
    matrix = matrix if is_turned else t.method("t", matrix)
    return t.call(F.linear, x, matrix, None if bias is None else t.operand(bias))


@operator("MatMul")
def mat_mul(t: Translation, node: Node) -> Operand:
    producer = t.producers.get(node.inputs[1])
    is_turned = (
        producer is not None
        and producer.op == "Transpose"
        and t.is_parameter(producer.inputs[0])
        and producer.attribute("perm") in (None, [1, 0])
        and len(t.shape(node, producer.inputs[0])) == 2
    )
    weight = producer.inputs[0] if is_turned else node.inputs[1]
    if not t.is_parameter(weight) or len(t.shape(node, weight)) != 2:
        fused = fused_attention(t, node) if t.fuses_attention else None
        return t.call(torch.matmul, *t.inputs(node)) if fused is None else fused

    out_features = t.shape(node, weight)[0 if is_turned else 1]
    adder = t.graph.sole_reader(node.outputs[0])
    bias = bias_of(t, adder, node.outputs[0], out_features)
    result = linear(t, node, weight, bias, is_turned=is_turned)
    if bias is not None:
        t.operands[adder.outputs[0]] = result
    return result


def bias_of(
    t: Translation, adder: Optional[Node], product: str, out_features: int
) -> Optional[str]:
    """The bias that the only reader of a product adds to it."""
    if adder is None or adder.op != "Add" or adder.domain not in ("", "ai.onnx"):
        return None
    others = [name for name in adder.inputs if name != product]
    is_bias = len(others) == 1 and t.is_parameter(others[0])
    return others[0] if is_bias and t.shape(adder, others[0]) == (out_features,) else None


@operator("Gemm")
def gemm(t: Translation, node: Node) -> Operand:
    is_turned = node.attribute("transB", 0) == 1
    bias = node.input(2)
    alpha, beta = node.attribute("alpha", 1), node.attribute("beta", 1)
    is_linear = (
        node.attribute("transA", 0) == 0
        and alpha == 1
        and t.is_parameter(node.inputs[1])
        and (bias is None or (beta == 1 and len(t.shape(node, bias)) == 1))
    )
    if is_linear:
        return linear(t, node, node.inputs[1], bias, is_turned=is_turned)
    x, y, *rest = t.inputs(node)
    x = t.method("t", x) if node.attribute("transA", 0) == 1 else x
    product = t.call(torch.matmul, x, t.method("t", y) if is_turned else y)
    product = product if alpha == 1 else t.call(python.mul, product, alpha)
    if bias is None:
        return product
    return t.call(torch.add, product, rest[0], alpha=beta)


@operator("BatchNormalization")
def batch_normalization(t: Translation, node: Node) -> Operand:
    if node.attribute("training_mode", 0) != 0:
        raise refuse(node, "training_mode", node.attribute("training_mode"))
    eps = node.attribute("epsilon", 1e-5)
    fields = ("weight", "bias", "running_mean", "running_var")
    (features,) = t.shape(node, node.inputs[1])
    kind = BATCH_NORMS[len(t.shape(node, node.inputs[0]))]
    settings = {"num_features": features, "eps": eps}
    path = t.layer(kind, settings, dict(zip(fields, node.inputs[1:])))
    if path is not None:
        return t.run_layer(path, t.operand(node.inputs[0]))
    x, weight, bias, mean, variance = t.inputs(node)
    return t.call(F.batch_norm, x, mean, variance, weight, bias, eps=eps)


@operator("LayerNormalization")
def layer_normalization(t: Translation, node: Node) -> Operand:
    if any(node.outputs[1:]):
        raise refuse(node, "putting out its mean", node.outputs)
    shape = t.shape(node, node.inputs[0])
    sizes = shape[node.attribute("axis", -1) % len(shape) :]
    eps = node.attribute("epsilon", 1e-5)
    if t.shape(node, node.inputs[1]) != sizes:
        raise refuse(node, "a weight of other sizes than what is normalized", sizes)
    path = None
    if node.input(2) is not None:
        settings = {"normalized_shape": sizes, "eps": eps}
        path = t.layer(nn.LayerNorm, settings, dict(zip(("weight", "bias"), node.inputs[1:])))
    if path is not None:
        return t.run_layer(path, t.operand(node.inputs[0]))
    x, weight, bias = (t.inputs(node) + [None])[:3]
    return t.call(F.layer_norm, x, sizes, weight, bias, eps=eps)


@operator("InstanceNormalization")
def instance_normalization(t: Translation, node: Node) -> Operand:
    x, weight, bias = t.inputs(node)
    eps = node.attribute("epsilon", 1e-5)
    return t.call(F.instance_norm, x, None, None, weight, bias, True, eps=eps)
