"""The graph that an engine is given: a JSON file, and its weights by range beside it.

Format "graph" of the engine protocol (docs/engine-protocol.md): nodes are ONNX operators in an order
in which they can run, values have their types and sizes (the batch is a number already), parameters
their state_dict names and where their bytes lie.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import torch

from engine_protocol import EngineError

# What a node's operator set counts as where the graph says none: the one that the suite writes.
NEWEST_VERSION = 20

TORCH_TYPES = {
    "float32": torch.float32,
    "float64": torch.float64,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
    "int64": torch.int64,
    "int32": torch.int32,
    "int16": torch.int16,
    "int8": torch.int8,
    "uint8": torch.uint8,
    "bool": torch.bool,
}


class GraphError(EngineError):
    """What cannot be translated, in one line."""


@dataclass(frozen=True)
class Node:
    """One ONNX operator applied once."""

    name: str
    op: str
    domain: str
    inputs: list[str]
    outputs: list[str]
    attributes: dict[str, Any]
    version: int = NEWEST_VERSION

    def attribute(self, name: str, default: Any = None) -> Any:
        """The value of an attribute: a number, a text, a list, or a tensor as torch has it."""
        value = self.attributes.get(name, default)
        if not isinstance(value, dict):
            return value
        if "float" in value:
            return float(value["float"])
        if "floats" in value:
            return [float(number) for number in value["floats"]]
        if "strings" in value:
            return value["strings"]
        return _attribute_tensor(self, name, value["tensor"])

    def input(self, index: int) -> Optional[str]:
        """The name of an input, None where it is left out."""
        return (self.inputs[index] or None) if index < len(self.inputs) else None

    def __str__(self) -> str:
        return f'{self.op} "{self.name}"'


@dataclass(frozen=True)
class Value:
    """Type and sizes of what flows through the graph."""

    type: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Parameter:
    """A tensor that is part of the model."""

    name: str
    role: str
    tensor: torch.Tensor


@dataclass(frozen=True)
class Graph:
    """A whole network."""

    inputs: list[str]
    outputs: list[str]
    nodes: list[Node]
    values: dict[str, Value]
    parameters: dict[str, Parameter]
    readers: dict[str, list[Node]]

    def sole_reader(self, name: str) -> Optional[Node]:
        """The one node that reads a value which is no output, None where there are more or none."""
        readers = self.readers.get(name, [])
        return readers[0] if len(readers) == 1 and name not in self.outputs else None


def read_graph(path: str) -> Graph:
    """Reads the JSON file and the weights that it names; numbers that JSON lacks are texts in it.

    Raises GraphError where an element type is none of PyTorch's, OSError where a file cannot be read.
    """
    file = Path(path)
    content = json.loads(file.read_text(encoding="utf-8"))
    weights = file.parent / content["weights"]
    nodes = [_node(entry) for entry in content["nodes"]]
    readers: dict[str, list[Node]] = {}
    for node in nodes:
        for name in node.inputs:
            readers.setdefault(name, []).append(node)
    return Graph(
        inputs=content["inputs"],
        outputs=content["outputs"],
        nodes=nodes,
        values={
            name: Value(type=entry["type"], shape=tuple(entry["shape"]))
            for name, entry in [
                *content["values"].items(),
                *((parameter["name"], parameter) for parameter in content["parameters"]),
            ]
        },
        parameters={entry["name"]: _parameter(entry, weights) for entry in content["parameters"]},
        readers=readers,
    )


def _node(entry: dict[str, Any]) -> Node:
    return Node(
        name=entry["name"],
        op=entry["op"],
        domain=entry.get("domain") or "",
        inputs=entry["inputs"],
        outputs=entry["outputs"],
        attributes=entry["attributes"],
        version=entry.get("version", NEWEST_VERSION),
    )


def _parameter(entry: dict[str, Any], weights: Path) -> Parameter:
    data = np.fromfile(
        weights, dtype=np.uint8, count=entry["byteLength"], offset=entry["offset"]
    )
    if data.nbytes != entry["byteLength"]:
        raise GraphError(
            f'Cannot read parameter "{entry["name"]}" as {weights.name} ends before it: got '
            f"{data.nbytes} of {entry['byteLength']} bytes, write the graph anew"
        )
    tensor = torch.from_numpy(data).view(torch_type(entry["type"], entry["name"]))
    return Parameter(entry["name"], entry["role"], tensor.reshape(entry["shape"]))


def torch_type(name: str, of: str) -> torch.dtype:
    """PyTorch's element type of a name of ONNX."""
    if name not in TORCH_TYPES:
        raise GraphError(f'Cannot translate "{of}" as PyTorch has no elements of type {name}')
    return TORCH_TYPES[name]


def _attribute_tensor(node: Node, name: str, entry: dict[str, Any]) -> torch.Tensor:
    if entry["numbers"] is None:
        raise GraphError(f'Cannot translate {node} as the tensor of its "{name}" was not read')
    dtype = torch_type(entry["dtype"], node.name)
    read = float if dtype.is_floating_point else int
    numbers = [read(number) for number in entry["numbers"]]
    return torch.tensor(numbers, dtype=dtype).reshape(entry["shape"])
