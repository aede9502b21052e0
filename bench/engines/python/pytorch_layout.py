"""Operators that move elements or choose among them: views wherever PyTorch has one."""

from __future__ import annotations

import operator as python
from typing import Optional

import torch
from torch.nn import functional as F

from pytorch_graph import Node
from pytorch_translation import Operand, Translation, operator
from pytorch_windows import axes_of, padded, refuse


@operator("Reshape")
def reshape(t: Translation, node: Node) -> Operand:
    return t.method("reshape", t.operand(node.inputs[0]), reshaped(t, node))


def reshaped(t: Translation, node: Node) -> tuple[int, ...]:
    value = t.graph.values.get(node.outputs[0])
    if value is not None:
        return value.shape
    target = t.known(node, 1).tolist()
    if 0 in target and node.attribute("allowzero", 0) == 0:
        sizes = t.shape(node, node.inputs[0])
        target = [sizes[i] if size == 0 else size for i, size in enumerate(target)]
    return tuple(target)


@operator("Flatten")
def flatten(t: Translation, node: Node) -> Operand:
    shape = t.shape(node, node.inputs[0])
    axis = node.attribute("axis", 1)
    axis = axis + len(shape) if axis < 0 else axis
    rows = 1
    for size in shape[:axis]:
        rows *= size
    return t.method("reshape", t.operand(node.inputs[0]), (rows, -1))


# A grid of tokens to an image. The reference codes of DS-Net, PVT and Swin's detectors copy it there,
# so that what follows reads an image as convolutions like it; to channels_last it is one already.
TO_IMAGE = [0, 3, 1, 2]


@operator("Transpose")
def transpose(t: Translation, node: Node) -> Operand:
    order = node.attribute("perm")
    if order is None:
        order = list(reversed(range(len(t.shape(node, node.inputs[0])))))
    turned = t.method("permute", t.operand(node.inputs[0]), tuple(order))
    if list(order) != TO_IMAGE:
        return turned
    return t.method("contiguous", turned, memory_format=t.image_format)


@operator("Squeeze")
def squeeze(t: Translation, node: Node) -> Operand:
    shape = t.shape(node, node.inputs[0])
    axes = axes_of(t, node)
    if axes is None:
        axes = [axis for axis, size in enumerate(shape) if size == 1]
    gone = {axis % len(shape) for axis in axes}
    kept = tuple(size for axis, size in enumerate(shape) if axis not in gone)
    return t.method("reshape", t.operand(node.inputs[0]), kept)


@operator("Unsqueeze")
def unsqueeze(t: Translation, node: Node) -> Operand:
    x = t.operand(node.inputs[0])
    axes = axes_of(t, node)
    rank = len(t.shape(node, node.inputs[0])) + len(axes)
    for axis in sorted(axis % rank for axis in axes):
        x = t.method("unsqueeze", x, axis)
    return x


@operator("Concat")
def concat(t: Translation, node: Node) -> Operand:
    return t.call(torch.cat, tuple(t.inputs(node)), dim=node.attribute("axis"))


@operator("Split")
def split(t: Translation, node: Node) -> list:
    shape = t.shape(node, node.inputs[0])
    axis = node.attribute("axis", 0) % len(shape)
    sizes = node.attribute("split")
    if sizes is None and t.known(node, 1) is not None:
        sizes = t.known(node, 1).tolist()
    if sizes is None:
        whole = -(-shape[axis] // len(node.outputs))
        sizes = [min(whole, shape[axis] - whole * i) for i in range(len(node.outputs))]
    x = t.operand(node.inputs[0])
    starts = [sum(sizes[:i]) for i in range(len(sizes))]
    return [t.method("narrow", x, axis, start, size) for start, size in zip(starts, sizes)]


@operator("Slice")
def slice_(t: Translation, node: Node) -> Operand:
    shape = t.shape(node, node.inputs[0])
    lists = [
        node.attribute(name) if t.known(node, i) is None else t.known(node, i).tolist()
        for i, name in ((1, "starts"), (2, "ends"), (3, "axes"), (4, "steps"))
    ]
    starts, ends, axes, steps = lists
    cuts = [slice(None)] * len(shape)
    turned = []
    axes = range(len(starts)) if axes is None else axes
    for start, end, axis, step in zip(starts, ends, axes, steps or [1] * len(starts)):
        axis %= len(shape)
        chosen = range(shape[axis])[slice(start, _end(end, step), step)]
        if step < 0:
            turned.append(axis)
            chosen = chosen[::-1]
        cuts[axis] = slice(chosen.start, chosen.stop, chosen.step)
    x = t.call(python.getitem, t.operand(node.inputs[0]), tuple(cuts))
    return t.call(torch.flip, x, turned) if turned else x


def _end(end: int, step: int) -> Optional[int]:
    """Backwards, an end far below zero is the begin, which Python calls None."""
    return None if step < 0 and end < -(2**31) else end


@operator("Gather")
def gather(t: Translation, node: Node) -> Operand:
    x, index = t.inputs(node)
    axis = node.attribute("axis", 0)
    shape = t.shape(node, node.inputs[0])
    if not isinstance(index, torch.Tensor):
        if axis == 0 and len(shape) == 2:
            return t.call(F.embedding, index, x)
        sizes = t.shape(node, node.inputs[1])
        rows = t.call(torch.index_select, x, axis, t.method("reshape", index, (-1,)))
    else:
        index = torch.where(index < 0, index + shape[axis], index)
        if index.dim() == 0:
            return t.method("select", x, axis, int(index))
        sizes = tuple(index.shape)
        rows = t.call(torch.index_select, x, axis, index.reshape(-1))
    if len(sizes) == 1:
        return rows
    axis %= len(shape)
    return t.method("reshape", rows, shape[:axis] + tuple(sizes) + shape[axis + 1 :])


@operator("Expand")
def expand(t: Translation, node: Node) -> Operand:
    value = t.graph.values.get(node.outputs[0])
    if value is None:
        sizes = torch.broadcast_shapes(t.shape(node, node.inputs[0]), t.known(node, 1).tolist())
    else:
        sizes = value.shape
    return t.method("expand", t.operand(node.inputs[0]), tuple(sizes))


@operator("Tile")
def tile(t: Translation, node: Node) -> Operand:
    return t.call(torch.tile, t.operand(node.inputs[0]), tuple(t.known(node, 1).tolist()))


@operator("Shape")
def shape_(t: Translation, node: Node) -> Operand:
    sizes = t.shape(node, node.inputs[0])
    return torch.tensor(sizes[node.attribute("start", 0) : node.attribute("end")])


@operator("Range")
def range_(t: Translation, node: Node) -> Operand:
    start, limit, delta = (t.known(node, i) for i in range(3))
    return torch.arange(start.item(), limit.item(), delta.item(), dtype=start.dtype)


@operator("Constant")
def constant(t: Translation, node: Node) -> Operand:
    for name, dtype in (("value_float", torch.float32), ("value_floats", torch.float32),
                        ("value_int", torch.int64), ("value_ints", torch.int64)):
        if node.attribute(name) is not None:
            return torch.tensor(node.attribute(name), dtype=dtype)
    value = node.attribute("value")
    if not isinstance(value, torch.Tensor):
        raise refuse(node, "a constant of this kind", list(node.attributes))
    return value


@operator("ConstantOfShape")
def constant_of_shape(t: Translation, node: Node) -> Operand:
    value = node.attribute("value", None)
    value = torch.zeros(1) if value is None else value
    return value.reshape(()).expand(tuple(t.known(node, 0).tolist())).clone()


@operator("Pad")
def pad(t: Translation, node: Node) -> Operand:
    mode = node.attribute("mode", "constant")
    known = t.known(node, 1)
    pads = node.attribute("pads") if known is None else known.tolist()
    if mode != "constant":
        raise refuse(node, "mode", mode)
    rank = len(t.shape(node, node.inputs[0]))
    axes = range(rank) if t.known(node, 3) is None else t.known(node, 3).tolist()
    before, after = [0] * rank, [0] * rank
    for i, axis in enumerate(axes):
        before[axis % rank], after[axis % rank] = pads[i], pads[i + len(pads) // 2]
    value = t.known(node, 2)
    fill = node.attribute("value", 0.0) if value is None else value.item()
    while len(before) > 1 and before[0] == after[0] == 0:  # only the axes that grow
        before, after = before[1:], after[1:]
    return padded(t, t.operand(node.inputs[0]), before, after, fill)


@operator("DepthToSpace")
def depth_to_space(t: Translation, node: Node) -> Operand:
    x, side = t.operand(node.inputs[0]), node.attribute("blocksize")
    batch, channels, height, width = t.shape(node, node.inputs[0])
    depth = channels // side**2
    if node.attribute("mode", "DCR") == "CRD":
        return t.call(F.pixel_shuffle, x, side)
    apart = t.method("reshape", x, (batch, side, side, depth, height, width))
    turned = t.method("permute", apart, (0, 3, 4, 1, 5, 2))
    return t.method("reshape", turned, (batch, depth, height * side, width * side))


@operator("SpaceToDepth")
def space_to_depth(t: Translation, node: Node) -> Operand:
    x, side = t.operand(node.inputs[0]), node.attribute("blocksize")
    batch, channels, height, width = t.shape(node, node.inputs[0])
    apart = t.method("reshape", x, (batch, channels, height // side, side, width // side, side))
    turned = t.method("permute", apart, (0, 3, 5, 1, 2, 4))
    return t.method("reshape", turned, (batch, channels * side**2, height // side, width // side))
