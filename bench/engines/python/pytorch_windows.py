"""Operators that see an image through windows or as a whole: pooling and reductions."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable, Optional

import torch
from torch.nn import functional as F

from pytorch_graph import GraphError, Node
from pytorch_translation import Operand, Translation, operator

MAX_POOLS = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVERAGE_POOLS = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}


def refuse(node: Node, what: str, value: Any) -> GraphError:
    """The error of a setting that PyTorch's function has not."""
    return GraphError(
        f"Cannot translate {node} to PyTorch as {what} has no like there: got {value}, measure the "
        "file with another engine"
    )


def padding_of(node: Node, rank: int) -> tuple[list[int], list[int]]:
    """Pixels before and after each axis."""
    if node.attribute("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
        raise refuse(node, "auto_pad", node.attribute("auto_pad"))
    pads = list(node.attribute("pads", [0] * 2 * rank))
    return pads[:rank], pads[rank:]


def padded(t: Translation, x: Operand, before: list[int], after: list[int], value: float) -> Operand:
    """Padded on its own, for what has one number for both sides of an axis."""
    pairs = [pixels for sides in zip(reversed(before), reversed(after)) for pixels in sides]
    return t.call(F.pad, x, pairs, value=value)


def window_of(node: Node) -> tuple[int, dict[str, Any], tuple[list[int], list[int]]]:
    kernel = node.attribute("kernel_shape")
    rank = len(kernel)
    options = {
        "kernel_size": tuple(kernel),
        "stride": tuple(node.attribute("strides", [1] * rank)),
        "ceil_mode": node.attribute("ceil_mode", 0) == 1,
    }
    return rank, options, padding_of(node, rank)


def is_padded_apart(before: list[int], after: list[int], kernel: tuple[int, ...]) -> bool:
    """Whether PyTorch's pooling does not take the padding: it differs by side, or is wide."""
    return before != after or any(2 * pixels > side for pixels, side in zip(before, kernel))


@operator("MaxPool")
def max_pool(t: Translation, node: Node) -> Operand:
    if any(node.outputs[1:]):
        raise refuse(node, "putting out indices", node.outputs)
    rank, options, (before, after) = window_of(node)
    x = t.operand(node.inputs[0])
    if is_padded_apart(before, after, options["kernel_size"]):
        x, before = padded(t, x, before, after, float("-inf")), [0] * rank
    dilation = tuple(node.attribute("dilations", [1] * rank))
    return t.call(MAX_POOLS[rank], x, **options, padding=tuple(before), dilation=dilation)


@operator("AveragePool")
def average_pool(t: Translation, node: Node) -> Operand:
    rank, options, (before, after) = window_of(node)
    counts_padding = node.attribute("count_include_pad", 0) == 1
    if any(step != 1 for step in node.attribute("dilations", [])):
        raise refuse(node, "dilations", node.attribute("dilations"))
    x = t.operand(node.inputs[0])
    if is_padded_apart(before, after, options["kernel_size"]):
        if not counts_padding:
            raise refuse(node, "such padding that does not count", (before, after))
        x, before = padded(t, x, before, after, 0.0), [0] * rank
    options = {**options, "padding": tuple(before), "count_include_pad": counts_padding}
    return t.call(AVERAGE_POOLS[rank], x, **options)


def spatial_axes(t: Translation, node: Node) -> list[int]:
    return list(range(2, len(t.shape(node, node.inputs[0]))))


@operator("GlobalAveragePool")
def global_average_pool(t: Translation, node: Node) -> Operand:
    return t.method("mean", t.operand(node.inputs[0]), spatial_axes(t, node), keepdim=True)


@operator("GlobalMaxPool")
def global_max_pool(t: Translation, node: Node) -> Operand:
    return t.call(torch.amax, t.operand(node.inputs[0]), spatial_axes(t, node), keepdim=True)


def axes_of(t: Translation, node: Node) -> Optional[list[int]]:
    """Axes as an attribute (older versions) or an input."""
    axes = node.attribute("axes")
    if axes is not None:
        return list(axes)
    known = t.known(node, 1)
    return None if known is None else known.tolist()


def reduction(function: Callable[..., Any], t: Translation, node: Node) -> Operand:
    x = t.operand(node.inputs[0])
    axes = axes_of(t, node)
    if not axes:
        if node.attribute("noop_with_empty_axes", 0) == 1:
            return x
        axes = list(range(len(t.shape(node, node.inputs[0]))))
    return t.call(function, x, axes, keepdim=node.attribute("keepdims", 1) == 1)


REDUCTIONS = {
    "ReduceMax": torch.amax,
    "ReduceMean": torch.mean,
    "ReduceMin": torch.amin,
    "ReduceSum": torch.sum,
}
for name, entered in REDUCTIONS.items():
    operator(name)(partial(reduction, entered))


@operator("ArgMax")
def arg_max(t: Translation, node: Node) -> Operand:
    if node.attribute("select_last_index", 0) != 0:
        raise refuse(node, "select_last_index", 1)
    keep = node.attribute("keepdims", 1) == 1
    return t.call(torch.argmax, t.operand(node.inputs[0]), node.attribute("axis", 0), keep)
