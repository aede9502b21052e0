"""What an engine is asked, as its side of the protocol reads it: a start request with its inputs.

Needs the standard library only; numpy is imported where tensors are read.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import numpy as np

Kind = TypeVar("Kind")

VERSION = 1
FORMATS = ("onnx", "graph")
RESIDENCIES = ("copied", "resident")
CORES = ("own", "shared")


class EngineError(Exception):
    """What cannot be done: the action, the rule, the value, what to do; one line."""


class Job:
    """A start request, with its inputs read: `feeds` are arrays by name."""

    def __init__(self, request: dict[str, Any]) -> None:
        check_version(request)
        model = field(request, "model", dict)
        self.path = field(model, "path", str)
        self.format = one_of(model, "format", FORMATS)
        #: Sizes of dimensions that the file only names.
        self.dimensions = model.get("dimensions") or {}
        if not os.path.isfile(self.path):
            raise EngineError(f'Cannot load "{self.path}" as there is no such file: pass one')
        self.batch = count(request, "batch")
        self.threads = count(request, "threads")
        self.device = field(request, "device", str)
        self.precision = field(request, "precision", str)
        self.variant = request.get("variant")
        self.options = request.get("options") or {}
        self.residency = one_of(request, "residency", RESIDENCIES)
        #: "shared": other work runs on the same cores, so that threads which wait must not spin.
        self.cores = one_of({"cores": "own", **request}, "cores", CORES)
        self.outputs = field(request, "outputs", list)
        self.folder = field(request, "folder", str)
        self.wants_trace = request.get("trace") is True
        self.feeds = {entry["name"]: read_tensor(entry) for entry in field(request, "inputs", list)}

    def option(self, name: str, values: tuple[str, ...]) -> str:
        """The value of an option, the first of `values` if it was not given."""
        value = self.options.get(name, values[0])
        if value not in values:
            raise EngineError(
                f'Cannot take option {name} "{value}" as it must be one of {", ".join(values)}'
            )
        return value


def check_version(request: dict[str, Any]) -> None:
    """Refuses another version of the protocol."""
    if request.get("protocol") != VERSION:
        raise EngineError(
            f"Cannot speak protocol {request.get('protocol')!r}: this engine speaks {VERSION}"
        )


def field(request: dict[str, Any], name: str, kind: type[Kind]) -> Kind:
    """A field of a request, which must be of a kind."""
    value = request.get(name)
    if not isinstance(value, kind):
        raise EngineError(f"Cannot take {name} {value!r} as it must be a {kind.__name__}")
    return value


def one_of(request: dict[str, Any], name: str, values: tuple[str, ...]) -> str:
    """A field of a request, which must be one of these."""
    value = request.get(name)
    if value not in values:
        raise EngineError(f"Cannot take {name} {value!r} as it must be one of {', '.join(values)}")
    return value


def count(request: dict[str, Any], name: str) -> int:
    """A field of a request, which must be a number of things."""
    value = request.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise EngineError(f"Cannot take {name} {value!r} as it must be a whole number from 1 on")
    return value


def read_tensor(entry: dict[str, Any]) -> np.ndarray:
    """The array in a file of an input."""
    import numpy as np

    name, shape, path = entry["name"], entry["shape"], entry["path"]
    dtype = np.dtype(entry["type"])
    expected = dtype.itemsize
    for size in shape:
        expected *= size
    try:
        found = os.path.getsize(path)
    except OSError as error:
        raise EngineError(f'Cannot read input "{name}" at "{path}": {error.strerror}') from error
    if found != expected:
        raise EngineError(
            f'Cannot read input "{name}" as {dtype.name} {shape} takes {expected} bytes: '
            f'"{path}" has {found}'
        )
    return np.fromfile(path, dtype=dtype).reshape(shape)


def write_tensor(folder: str, index: int, name: str, array: np.ndarray) -> dict[str, Any]:
    """Writes an output into a file; what is said of it."""
    import numpy as np

    path = os.path.join(folder, f"output{index}.bin")
    np.ascontiguousarray(array).tofile(path)
    return {"name": name, "type": array.dtype.name, "shape": list(array.shape), "path": path}


def kinds(feeds: dict[str, np.ndarray]) -> str:
    """`image float32 [8, 3, 224, 224]`, for each input, by name."""
    return ", ".join(
        f"{name} {array.dtype.name} {list(array.shape)}" for name, array in sorted(feeds.items())
    )
