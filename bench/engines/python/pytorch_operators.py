"""The operators of ONNX in PyTorch, one function each in the modules that are imported here.

Where ONNX has settings that the function of PyTorch lacks, the node is refused by name: nothing is
computed otherwise than the graph says.
"""

import torch
from torch import fx

# Each enters its operators into the table.
import pytorch_elements  # noqa: F401
import pytorch_images  # noqa: F401
import pytorch_layers  # noqa: F401
import pytorch_layout  # noqa: F401
import pytorch_windows  # noqa: F401
from pytorch_graph import Graph
from pytorch_translation import Translation


def translate(
    graph: Graph,
    *,
    float_type: torch.dtype = torch.float32,
    fuses_attention: bool = False,
    image_format: torch.memory_format = torch.contiguous_format,
) -> fx.GraphModule:
    """The graph as a module in eval mode.

    `float_type` and `image_format` are what the module and its images will be converted to; attention
    is in one call where that is asked for. Raises GraphError where an operator, or a setting of it, is
    not in the table.
    """
    return Translation(graph, float_type, fuses_attention, image_format).translated()
