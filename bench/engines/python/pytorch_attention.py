"""Attention in one call: softmax(scale query key^T + mask) value, as PyTorch has it fused.

Found from its end, the product with the values, backwards; what it was made of then has no reader
left and is no step of the code. All variants but "eager" do so.
"""

from __future__ import annotations

import operator as python
from dataclasses import dataclass
from typing import Optional

import torch
from torch.nn import functional as F

from pytorch_graph import Node
from pytorch_translation import Operand, Translation

# Axes that the fused kernels take: batch, heads, tokens, width.
KERNEL_RANK = 4


@dataclass(frozen=True)
class Logits:
    """What softmax is taken of, by name: queries by keys, times a number, plus masks."""

    query: str
    key: str
    #: Whether tokens are the last axis of the key, as the product takes them.
    is_turned: bool
    scale: float
    masks: tuple[str, ...]


def fused_attention(t: Translation, node: Node) -> Optional[Operand]:
    """The attention that ends in this product; None where it ends none."""
    softmax = t.producers.get(node.inputs[0])
    shape = t.shape(node, node.inputs[1])
    if softmax is None or softmax.op != "Softmax" or len(shape) < KERNEL_RANK - 1:
        return None
    if softmax.attribute("axis", -1) not in (-1, len(shape) - 1):
        return None
    logits = _logits(t, softmax.inputs[0])
    if logits is None:
        return None
    if any(t.shape(node, name)[:-2] != shape[:-2] for name in (logits.query, logits.key)):
        return None  # heads that are repeated for others
    query, key, value = (
        _by_kernel(t, node, name) for name in (logits.query, logits.key, node.inputs[1])
    )
    if logits.is_turned:
        key = t.method("transpose", key, -2, -1)
    heads = [t.call(dense_tokens, operand) for operand in (query, key, value)]
    mask = _mask(t, node, logits)
    result = t.call(
        F.scaled_dot_product_attention, *heads, attn_mask=mask, scale=logits.scale
    )
    sizes = t.shape(node, node.outputs[0])
    return result if len(sizes) == KERNEL_RANK else t.method("reshape", result, sizes)


def dense_tokens(heads: torch.Tensor) -> torch.Tensor:
    """Heads whose elements of a token lie side by side, as fused kernels want them.

    Those that come from an image have its pixels side by side, and PyTorch would compute by products.
    """
    return heads if heads.stride(-1) == 1 else heads.contiguous()


def _logits(t: Translation, name: str) -> Optional[Logits]:
    scale, masks = 1.0, []
    while True:
        node = t.producers.get(name)
        if node is None:
            return None
        if node.op == "MatMul":
            break
        unscaled, factor = _unscaled(t, name)
        if unscaled != name:
            name, scale = unscaled, scale * factor
        elif node.op == "Add" and scale == 1.0:  # else the mask would be scaled too
            name, mask = _product_first(t, node)
            masks.append(mask)
        else:
            return None
    query, of_query = _unscaled(t, node.inputs[0])
    keys, of_keys = _unscaled(t, node.inputs[1])
    turned = t.producers.get(keys)
    rank = len(t.shape(node, keys))
    order = [*range(rank - 2), rank - 1, rank - 2]
    is_turned = turned is None or turned.op != "Transpose" or turned.attribute("perm") != order
    key, before = (keys, 1.0) if is_turned else _unscaled(t, turned.inputs[0])
    return Logits(query, key, is_turned, scale * of_query * of_keys * before, tuple(masks))


def _unscaled(t: Translation, name: str) -> tuple[str, float]:
    """What a value is a multiple of, and how many times; itself, once, where it is none."""
    node = t.producers.get(name)
    if node is None or node.op not in ("Mul", "Div"):
        return name, 1.0
    first, second = node.inputs
    number = _number(t, second)
    if number:
        return first, number if node.op == "Mul" else 1 / number
    number = _number(t, first) if node.op == "Mul" else None
    return (second, number) if number else (name, 1.0)


def _product_first(t: Translation, node: Node) -> tuple[str, str]:
    """The input that a product leads to, and the other one."""
    first, second = node.inputs
    producer = t.producers.get(first)
    leads = producer is not None and producer.op in ("MatMul", "Mul", "Div", "Add")
    return (first, second) if leads else (second, first)


def _number(t: Translation, name: str) -> Optional[float]:
    known = t.operands.get(name)
    parameter = t.graph.parameters.get(name)
    if known is None and parameter is not None and parameter.role == "constant":
        known = parameter.tensor
    return known.item() if isinstance(known, torch.Tensor) and known.numel() == 1 else None


def _by_kernel(t: Translation, node: Node, name: str) -> Operand:
    """Axes before the heads as one, as in `[N, n, h, T, d]`; one is made for `[h, T, d]`."""
    sizes = t.shape(node, name)
    operand = t.operand(name)
    if len(sizes) == KERNEL_RANK:
        return operand
    return t.method("reshape", operand, (-1, *sizes[-3:]))


def _mask(t: Translation, node: Node, logits: Logits) -> Optional[Operand]:
    """What is added to the logits, with their axes where it differs along those before heads."""
    if not logits.masks:
        return None
    mask = t.operand(logits.masks[0])
    for name in logits.masks[1:]:
        mask = t.call(python.add, mask, t.operand(name))
    sizes = torch.broadcast_shapes(*(t.shape(node, name) for name in logits.masks))
    query = t.shape(node, logits.query)
    outer = query[:-3]
    if len(sizes) <= 3 or len(outer) == 1 or all(size == 1 for size in sizes[:-3]):
        return t.method("reshape", mask, (1,) * (KERNEL_RANK - len(sizes[-3:])) + sizes[-3:])
    whole = t.method("expand", mask, (*outer, *sizes[-3:]))
    return t.method("reshape", whole, (-1, *sizes[-3:]))
