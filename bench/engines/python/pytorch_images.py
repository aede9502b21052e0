"""Operators that sample an image anew: resizing and regions."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional as F

from pytorch_graph import GraphError, Node
from pytorch_translation import Operand, Translation, operator
from pytorch_windows import refuse

LINEAR_MODES = {1: "linear", 2: "bilinear", 3: "trilinear"}
# Where pixels are; the last one has a single pixel at the edge, which PyTorch now has in the middle.
PLACES = ("half_pixel", "align_corners", "pytorch_half_pixel")
# Of ONNX's operator set: Resize takes sizes, and says where pixels are, since then.
SIZES_SINCE = 11
NEAREST = {("asymmetric", "floor")}


@operator("Resize")
def resize(t: Translation, node: Node) -> Operand:
    shape, target = t.shape(node, node.inputs[0]), resized(t, node)
    rank = len(shape) - 2
    if target[:2] != shape[:2] or rank not in LINEAR_MODES:
        raise refuse(node, "resizing other axes than those of an image", target)
    if node.version < SIZES_SINCE:
        raise refuse(node, "version", node.version)
    mode = node.attribute("mode", "nearest")
    place = node.attribute("coordinate_transformation_mode", "half_pixel")
    rounding = node.attribute("nearest_mode", "round_prefer_floor")
    if node.attribute("antialias", 0) != 0:
        raise refuse(node, "antialias", 1)
    options: dict[str, Any] = {"size": target[2:]}
    if mode == "nearest" and (place, rounding) in NEAREST:
        options["mode"] = "nearest"
    elif mode == "linear" and place in PLACES and not (place == PLACES[-1] and 1 in target[2:]):
        options["mode"] = LINEAR_MODES[rank]
        options["align_corners"] = place == "align_corners"
    else:
        raise refuse(node, "the way of resizing", f"{mode}, {place}, {rounding}")
    return t.call(F.interpolate, t.operand(node.inputs[0]), **options)


def resized(t: Translation, node: Node) -> tuple[int, ...]:
    """The sizes afterwards; scales that do not give whole numbers would place pixels otherwise."""
    shape = t.shape(node, node.inputs[0])
    axes = node.attribute("axes", list(range(len(shape))))
    sizes = list(shape)
    known = t.known(node, 3)
    if known is not None and known.numel() > 0:
        if node.attribute("keep_aspect_ratio_policy", "stretch") != "stretch":
            raise refuse(node, "keep_aspect_ratio_policy", "not stretch")
        for axis, size in zip(axes, known.tolist()):
            sizes[axis] = size
        return tuple(sizes)
    for axis, scale in zip(axes, t.known(node, 2).tolist()):
        sizes[axis] = round(shape[axis] * scale)
        if abs(sizes[axis] - shape[axis] * scale) > 1e-4:
            raise refuse(node, "a scale that gives no whole number", scale)
    return tuple(sizes)


@operator("RoiAlign")
def roi_align(t: Translation, node: Node) -> Operand:
    try:
        from torchvision import ops
    except ImportError as error:
        raise GraphError(
            f"Cannot translate {node} to PyTorch as the operator RoiAlign needs torchvision: "
            "python3 -m pip install torchvision"
        ) from error
    if node.attribute("mode", "avg") != "avg":
        raise refuse(node, "mode", node.attribute("mode"))
    x, regions, images = t.inputs(node)
    column = t.method("to", t.method("unsqueeze", images, 1), t.float_type)
    rows = t.call(torch.cat, (column, regions), dim=1)
    return t.call(
        ops.roi_align,
        x,
        rows,
        output_size=(node.attribute("output_height", 1), node.attribute("output_width", 1)),
        spatial_scale=node.attribute("spatial_scale", 1.0),
        sampling_ratio=node.attribute("sampling_ratio", 0),
        aligned=node.attribute("coordinate_transformation_mode", "half_pixel") == "half_pixel",
    )
