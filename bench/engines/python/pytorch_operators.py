"""The operators of ONNX in PyTorch, one function each in the modules that are imported here.

Where ONNX has settings that the function of PyTorch lacks, the node is refused by name: nothing is
computed otherwise than the graph says.
"""

from torch import fx

# Each enters its operators into the table.
import pytorch_elements  # noqa: F401
import pytorch_images  # noqa: F401
import pytorch_layers  # noqa: F401
import pytorch_layout  # noqa: F401
import pytorch_windows  # noqa: F401
from pytorch_graph import Graph
from pytorch_translation import Translation


def translate(graph: Graph, fuses_attention: bool = False) -> fx.GraphModule:
    """The graph as a module in eval mode; attention in one call where that is asked for."""
    return Translation(graph, fuses_attention).translated()
