"""A graph as PyTorch code: one torch.fx.GraphModule, whose state_dict has the graph's names.

Every node becomes what reference code writes in its place: a module where it has parameters
(nn.Conv2d, nn.Linear, nn.LayerNorm), else a function or a method of the tensor. fx turns the calls
into Python source, as if somebody had written `forward` by hand: nothing of the graph is interpreted
while it runs, and torch.compile sees ordinary code.
"""

from __future__ import annotations

from typing import Any, Callable, Optional, Union

import torch
from torch import fx, nn

from pytorch_graph import Graph, GraphError, Node, Parameter

# What a value is while the code is written: a step of it, or a tensor that is known already.
Operand = Union[fx.Node, torch.Tensor]
Translator = Callable[["Translation", Node], Union[Operand, list]]

# By operator; pytorch_operators.py fills it.
OPERATORS: dict[str, Translator] = {}

# Of ONNX's operator set; sums and products had axes of their own before.
LEAST_VERSION = 7

# Where constants lie in the module; they are no part of the state_dict.
CONSTANTS = "graph_constants"


def operator(name: str) -> Callable[[Translator], Translator]:
    """Enters a function into the table of operators."""

    def enter(translator: Translator) -> Translator:
        OPERATORS[name] = translator
        return translator

    return enter


class Translation:
    """Code that is being written, node by node."""

    def __init__(
        self,
        graph: Graph,
        float_type: torch.dtype,
        fuses_attention: bool,
        image_format: torch.memory_format,
    ) -> None:
        self.graph = graph
        self.float_type = float_type
        self.fuses_attention = fuses_attention
        self.image_format = image_format
        self.root = nn.Module()
        self.code = fx.Graph()
        self.operands: dict[str, Operand] = {}
        self.producers = {name: node for node in graph.nodes for name in node.outputs}
        self._node: Optional[Node] = None
        self._placed: dict[str, str] = {}
        self._modules: dict[tuple, str] = {}
        self._constants = 0

    def translated(self) -> fx.GraphModule:
        """The whole graph, in eval mode.

        Raises GraphError where an operator is not in the table, or is not as PyTorch has it.
        """
        for index, name in enumerate(self.graph.inputs):
            self.operands[name] = self.code.placeholder(f"input_{index}")
        for node in self.graph.nodes:
            self._add(node)
        outputs = [self.step(self.operand(name)) for name in self.graph.outputs]
        self.code.output(tuple(outputs))
        module = fx.GraphModule(self.root, self.code).eval()
        module.graph.eliminate_dead_code()
        module.recompile()
        _keep_out_of_state(module)
        return module.requires_grad_(False)

    def _add(self, node: Node) -> None:
        if all(name in self.operands for name in node.outputs if name):
            return  # an earlier node has taken it in, as nn.Linear its bias
        translator = OPERATORS.get(node.op)
        if translator is None or node.domain not in ("", "ai.onnx") or node.version < LEAST_VERSION:
            named = f"{node.domain}:{node.op}" if node.domain else node.op
            if node.version < LEAST_VERSION:
                named += f" of version {node.version}"
            raise GraphError(
                f'Cannot translate "{node.name}" to PyTorch as the operator {named} is not in the '
                "table, measure the file with another engine"
            )
        self._node = node
        try:
            results = translator(self, node)
        except GraphError:
            raise
        except Exception as error:  # noqa: BLE001 (whatever a file makes of it, one line says where)
            raise GraphError(
                f"Cannot translate {node} to PyTorch ({type(error).__name__}: {error}), measure the "
                "file with another engine"
            ) from error
        for name, result in zip(node.outputs, results if isinstance(results, list) else [results]):
            self.operands[name] = result

    def operand(self, name: str) -> Operand:
        """A value by name: a step of the code, a constant, or a parameter."""
        known = self.operands.get(name)
        if known is not None:
            return known
        parameter = self.graph.parameters.get(name)
        if parameter is None:
            raise GraphError(f'Cannot translate what reads "{name}" as nothing puts it out')
        operand = parameter.tensor if parameter.role == "constant" else self.parameter(parameter)
        self.operands[name] = operand
        return operand

    def inputs(self, node: Node) -> list[Optional[Operand]]:
        """All inputs of a node, None where one is left out."""
        return [self.operand(name) if name else None for name in node.inputs]

    def known(self, node: Node, index: int) -> Optional[torch.Tensor]:
        """An input that is a constant, None where it is left out.

        Raises GraphError where it is only known at a run.
        """
        name = node.input(index)
        if name is None:
            return None
        operand = self.operand(name)
        if isinstance(operand, torch.Tensor):
            return operand
        raise GraphError(
            f'Cannot translate {node} as input {index} must be a constant: got "{name}", which is '
            "computed, measure the file with another engine"
        )

    def shape(self, node: Node, name: str) -> tuple[int, ...]:
        """The sizes of a value.

        Raises GraphError where the graph does not know them.
        """
        known = self.operands.get(name)
        if isinstance(known, torch.Tensor):
            return tuple(known.shape)
        value = self.graph.values.get(name)
        if value is None:
            raise GraphError(
                f'Cannot translate {node} as the sizes of "{name}" are only known at a run, measure '
                "the file with another engine"
            )
        return value.shape

    def call(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Operand:
        """A call; what follows from constants alone is computed now."""
        if not any(isinstance(leaf, fx.Node) for leaf in _leaves(arguments)):
            return function(*arguments, **options)
        return self._made(self.code.call_function(function, self._steps(arguments), options))

    def method(self, name: str, *arguments: Any, **options: Any) -> Operand:
        """A call of a method of the first argument; see `call`."""
        if not any(isinstance(leaf, fx.Node) for leaf in _leaves(arguments)):
            return getattr(arguments[0], name)(*arguments[1:], **options)
        return self._made(self.code.call_method(name, self._steps(arguments), options))

    def step(self, operand: Operand) -> fx.Node:
        """The operand as a step of the code; a constant becomes a buffer."""
        if isinstance(operand, fx.Node):
            return operand
        holder = _container(self.root, CONSTANTS)
        name = f"constant_{self._constants}"
        self._constants += 1
        holder.register_buffer(name, operand.clone())
        return self.code.get_attr(f"{CONSTANTS}.{name}")

    def _steps(self, argument: Any) -> Any:
        return fx.node.map_aggregate(
            argument, lambda leaf: self.step(leaf) if isinstance(leaf, torch.Tensor) else leaf
        )

    def parameter(self, parameter: Parameter) -> fx.Node:
        """A parameter that is read as it is, such as a class token."""
        path = self._placed.get(parameter.name)
        if path is None:
            path = self._place(parameter)
        return self.code.get_attr(path)

    def _place(self, parameter: Parameter) -> str:
        for path in (parameter.name, f"renamed.{parameter.name.replace('.', '_')}"):
            prefix, _, name = path.rpartition(".")
            holder = _container(self.root, prefix)
            if holder is None or hasattr(holder, name):
                continue
            if parameter.role == "buffer":
                holder.register_buffer(name, parameter.tensor)
            else:
                holder.register_parameter(name, nn.Parameter(parameter.tensor, requires_grad=False))
            self._placed[parameter.name] = path
            return path
        raise GraphError(f'Cannot place parameter "{parameter.name}" as its name is taken twice')

    def layer(
        self, kind: type, settings: dict[str, Any], parameters: dict[str, Optional[str]]
    ) -> Optional[str]:
        """The path of a module of this kind over these parameters, which is shared where it is there.

        None where their names are not those that such a module has (`fc1.weight` and `fc1.bias`), or
        another module has them, or a node puts one out: then the function of the module takes them as
        they are.
        """
        names = {field: name for field, name in parameters.items() if name is not None}
        if any(name not in self.graph.parameters for name in names.values()):
            return None
        prefix, _, last = names["weight"].rpartition(".")
        if not all(name == f"{prefix}.{field}" for field, name in names.items()) or last != "weight":
            return None
        key = (kind, prefix, tuple(settings.items()), tuple(names))
        if key in self._modules:
            return self._modules[key]
        parent, _, own = prefix.rpartition(".")
        holder = _container(self.root, parent)
        if holder is None or not _is_free(holder, own, names):
            return None
        module = kind(**settings, device="meta")
        for field, name in names.items():
            tensor = self.graph.parameters[name].tensor
            is_buffer = field in module._buffers
            setattr(module, field, tensor if is_buffer else nn.Parameter(tensor, requires_grad=False))
            self._placed[name] = name
        if "num_batches_tracked" in module._buffers:
            module.num_batches_tracked = torch.tensor(0)
        holder._modules[own] = module
        self._modules[key] = prefix
        return prefix

    def run_layer(self, path: str, operand: Operand) -> fx.Node:
        """A call of a module."""
        return self._made(self.code.call_module(path, (self.step(operand),)))

    def _made(self, step: fx.Node) -> fx.Node:
        """The step, which knows the node that it was made for."""
        step.meta["node"] = self._node
        return step

    def is_parameter(self, name: Optional[str]) -> bool:
        """Whether it is stored with the model, and no constant such as a shape."""
        return name in self.graph.parameters and self.graph.parameters[name].role != "constant"


def _leaves(argument: Any) -> list[Any]:
    leaves: list[Any] = []
    fx.node.map_aggregate(argument, leaves.append)
    return leaves


def _container(root: nn.Module, path: str) -> Optional[nn.Module]:
    """The module at a path, made where it is missing; None where something else has the name."""
    holder = root
    for name in path.split(".") if path else []:
        if name not in holder._modules:
            if name == "" or hasattr(holder, name):
                return None
            holder.add_module(name, nn.Module())
        holder = holder._modules[name]
    return holder


def _is_free(holder: nn.Module, own: str, names: dict[str, str]) -> bool:
    """Whether a module can stand there: nothing does, or only its own parameters, read before."""
    standing = holder._modules.get(own)
    if standing is None:
        return not hasattr(holder, own)
    only = {*standing._parameters, *standing._buffers}
    return type(standing) is nn.Module and not standing._modules and only <= set(names)


def _keep_out_of_state(module: fx.GraphModule) -> None:
    holder = module._modules.get(CONSTANTS)
    for name, tensor in list(holder._buffers.items()) if holder is not None else []:
        holder.register_buffer(name, tensor, persistent=False)
