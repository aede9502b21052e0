"""What a device computes float32 products in, found out by numbers.

A product with a diagonal matrix returns its other factor, unless bits are lost on the way: TF32
keeps 10 bits of mantissa, bfloat16 7. The same test as bench/engines/parts/arithmetic.ts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

SIDE = 256
#: A power of two, exact in every format but half precision, which ends at 65504.
FACTOR = 2.0**17
#: Largest differences, between what rounding to each format can and must cost.
LIMITS = (("fp32", 2**-16), ("tf32", 2**-9.5), ("bf16", 2**-7))

#: Numbers of onnx.proto.
FLOAT, INTS = 1, 7
IR_VERSION, OPSET = 8, 17


def image() -> np.ndarray:
    """A factor whose elements use all bits of their mantissa."""
    import numpy as np

    values = np.arange(1, SIDE * SIDE + 1, dtype=np.float64)
    return (((values * 0.6180339887498949) % 1) - 0.5).astype(np.float32).reshape(SIDE, SIDE)


def precision_of(output: np.ndarray) -> str:
    """The precision in which the output of `product_model` was computed."""
    import numpy as np

    expected = image() * np.float32(FACTOR)
    difference = float(np.max(np.abs(np.asarray(output, dtype=np.float64) - expected)))
    relative = difference / float(np.max(np.abs(expected)))
    return next((name for name, limit in LIMITS if relative < limit), "fp16")


def product_model() -> bytes:
    """An ONNX file, as bytes: `product` = `image` x a diagonal matrix."""
    import numpy as np

    weights = (np.eye(SIDE, dtype=np.float32) * np.float32(FACTOR)).tobytes()
    sizes = _int(1, SIDE) + _int(1, SIDE)
    tensor = sizes + _int(2, FLOAT) + _text(8, "diagonal") + _bytes(9, weights)
    node = _text(1, "image") + _text(1, "diagonal") + _text(2, "product") + _text(4, "MatMul")
    graph = (
        _bytes(1, node)
        + _text(2, "product")
        + _bytes(5, tensor)
        + _bytes(11, _value("image"))
        + _bytes(12, _value("product"))
    )
    return _int(1, IR_VERSION) + _bytes(7, graph) + _bytes(8, _int(2, OPSET))


def _value(name: str) -> bytes:
    size = _bytes(1, _int(1, SIDE))
    return _text(1, name) + _bytes(2, _bytes(1, _int(1, FLOAT) + _bytes(2, size + size)))


def _int(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _text(field: int, text: str) -> bytes:
    return _bytes(field, text.encode())


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)
