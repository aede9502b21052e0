"""Operators that work element by element, and softmax."""

from __future__ import annotations

import operator as python
from functools import partial
from typing import Any, Callable

import torch
from torch.nn import functional as F

from pytorch_graph import Node, torch_type
from pytorch_translation import Operand, Translation, operator
from pytorch_windows import refuse

# TensorProto.DataType of onnx.proto
ELEMENT_TYPES = {
    1: torch.float32,
    2: torch.uint8,
    3: torch.int8,
    5: torch.int16,
    6: torch.int32,
    7: torch.int64,
    9: torch.bool,
    10: torch.float16,
    11: torch.float64,
    16: torch.bfloat16,
}


def scalar(operand: Operand) -> Any:
    """A constant of one element as a number, as code has it; anything else as it is."""
    if isinstance(operand, torch.Tensor) and operand.dim() == 0:
        return operand.item()
    return operand


def unary(function: Callable[..., Any], t: Translation, node: Node) -> Operand:
    return t.call(function, t.operand(node.inputs[0]))


UNARY = {
    "Abs": torch.abs,
    "Ceil": torch.ceil,
    "Cos": torch.cos,
    "Erf": torch.erf,
    "Exp": torch.exp,
    "Floor": torch.floor,
    "HardSwish": F.hardswish,
    "Log": torch.log,
    "Mish": F.mish,
    "Neg": torch.neg,
    "Not": torch.logical_not,
    "Reciprocal": torch.reciprocal,
    "Round": torch.round,
    "Sigmoid": torch.sigmoid,
    "Sign": torch.sign,
    "Sin": torch.sin,
    "Softplus": F.softplus,
    "Softsign": F.softsign,
    "Sqrt": torch.sqrt,
    "Tanh": torch.tanh,
}
for name, entered in UNARY.items():
    operator(name)(partial(unary, entered))


def binary(function: Callable[..., Any], t: Translation, node: Node) -> Operand:
    x, y = t.inputs(node)
    if isinstance(x, torch.Tensor) and isinstance(y, torch.Tensor):
        return function(x, y)
    return t.call(function, scalar(x), scalar(y))


BINARY = {
    "Add": python.add,
    "And": torch.logical_and,
    "Equal": python.eq,
    "Greater": python.gt,
    "GreaterOrEqual": python.ge,
    "Less": python.lt,
    "LessOrEqual": python.le,
    "Mul": python.mul,
    "Or": torch.logical_or,
    "Pow": python.pow,
    "Sub": python.sub,
}
for name, entered in BINARY.items():
    operator(name)(partial(binary, entered))


@operator("Div")
def div(t: Translation, node: Node) -> Operand:
    x, y = t.inputs(node)
    value = t.graph.values.get(node.inputs[0])
    if value is not None and "int" in value.type:  # ONNX cuts off what is behind the point
        return t.call(torch.div, x, y, rounding_mode="trunc")
    return t.call(torch.div, x, y) if x is y else t.call(python.truediv, scalar(x), scalar(y))


@operator("Mod")
def mod(t: Translation, node: Node) -> Operand:
    """The rest bears the sign of the divisor, with fmod that of what is divided."""
    return binary(torch.fmod if node.attribute("fmod", 0) == 1 else torch.remainder, t, node)


def extreme(function: Callable[..., Any], t: Translation, node: Node) -> Operand:
    result, *others = t.inputs(node)
    for other in others:
        result = t.call(function, result, other)
    return result


operator("Max")(partial(extreme, torch.maximum))
operator("Min")(partial(extreme, torch.minimum))


# What these put out is memory of their own, no view of something else.
FRESH = ("Add", "BatchNormalization", "Conv", "ConvTranspose", "Gemm", "MatMul")


@operator("Relu")
def relu(t: Translation, node: Node) -> Operand:
    """In place where nothing else reads the input, as ResNets write it."""
    name = node.inputs[0]
    producer = t.producers.get(name)
    is_fresh = producer is not None and producer.op in FRESH
    x = t.operand(name)
    if is_fresh and t.graph.sole_reader(name) is node and not isinstance(x, torch.Tensor):
        return t.call(F.relu, x, inplace=True)
    return t.call(F.relu, x)


@operator("Gelu")
def gelu(t: Translation, node: Node) -> Operand:
    approximate = node.attribute("approximate", "none")
    options = {} if approximate == "none" else {"approximate": approximate}
    return t.call(F.gelu, t.operand(node.inputs[0]), **options)


@operator("LeakyRelu")
def leaky_relu(t: Translation, node: Node) -> Operand:
    return t.call(F.leaky_relu, t.operand(node.inputs[0]), node.attribute("alpha", 0.01))


@operator("Elu")
def elu(t: Translation, node: Node) -> Operand:
    return t.call(F.elu, t.operand(node.inputs[0]), node.attribute("alpha", 1.0))


@operator("HardSigmoid")
def hard_sigmoid(t: Translation, node: Node) -> Operand:
    x = t.operand(node.inputs[0])
    alpha, beta = node.attribute("alpha", 0.2), node.attribute("beta", 0.5)
    if abs(alpha - 1 / 6) < 1e-6 and beta == 0.5:
        return t.call(F.hardsigmoid, x)
    line = t.call(python.add, t.call(python.mul, x, alpha), beta)
    return t.call(torch.clamp, line, 0.0, 1.0)


@operator("PRelu")
def prelu(t: Translation, node: Node) -> Operand:
    x, slope = t.inputs(node)
    negative = t.call(python.mul, slope, t.call(torch.clamp, x, max=0.0))
    return t.call(python.add, t.call(F.relu, x), negative)


@operator("Clip")
def clip(t: Translation, node: Node) -> Operand:
    low, high = (
        node.attribute(name) if t.known(node, i) is None else t.known(node, i).item()
        for i, name in ((1, "min"), (2, "max"))
    )
    x = t.operand(node.inputs[0])
    if (low, high) == (0, 6):
        return t.call(F.relu6, x)
    return x if low is None and high is None else t.call(torch.clamp, x, low, high)


@operator("Cast")
def cast(t: Translation, node: Node) -> Operand:
    code = node.attribute("to")
    if code not in ELEMENT_TYPES:
        raise refuse(node, "the element type", code)
    target = ELEMENT_TYPES[code]
    value = t.graph.values.get(node.inputs[0])
    source = None if value is None else torch_type(value.type, node.inputs[0])
    x = t.operand(node.inputs[0])
    if not target.is_floating_point:
        return t.method("to", x, target)
    if source == target:
        return x
    if target != torch.float32 or source is None or source.is_floating_point:
        raise refuse(node, "a precision within the graph", f"{source} to {target}")
    return t.method("to", x, t.float_type)


@operator("Where")
def where(t: Translation, node: Node) -> Operand:
    return t.call(torch.where, *t.inputs(node))


@operator("Identity")
@operator("Dropout")
def identity(t: Translation, node: Node) -> Operand:
    """Dropout does nothing once a network is trained."""
    if any(node.outputs[1:]):
        raise refuse(node, "a second output", node.outputs)
    training = t.known(node, 2)
    if training is not None and bool(training):
        raise refuse(node, "training_mode", True)
    return t.operand(node.inputs[0])


# Of ONNX's operator set: softmax is along one axis since then.
AXIS_SINCE = 13


def softmax_axis(t: Translation, node: Node) -> int:
    axis = node.attribute("axis", -1 if node.version >= AXIS_SINCE else 1)
    last = len(t.shape(node, node.inputs[0])) - 1
    if node.version < AXIS_SINCE and axis not in (-1, last):
        raise refuse(node, "several axes at once", f"version {node.version}, axis {axis}")
    return axis


@operator("Softmax")
def softmax(t: Translation, node: Node) -> Operand:
    return t.method("softmax", t.operand(node.inputs[0]), dim=softmax_axis(t, node))


@operator("LogSoftmax")
def log_softmax(t: Translation, node: Node) -> Operand:
    return t.method("log_softmax", t.operand(node.inputs[0]), dim=softmax_axis(t, node))
