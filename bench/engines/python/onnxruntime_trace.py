"""Where the time of a run goes in ONNX Runtime, by its own trace."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import Any

from engine_protocol import Message

US_PER_MS = 1000.0


def summary(events: list[dict[str, Any]], run_count: int, provider: str) -> Message:
    """The trace of the last runs: of every node the median of its time over them, in ms.

    A device's own time is told by a CUDA provider that was built with CUPTI, as conda-forge has it;
    PyPI's is not, and has the time of handing kernels over.
    """
    runs = [event for event in events if event.get("name") == "model_run"][-run_count:]
    times: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(runs))
    device_times: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(runs))
    kinds: dict[str, tuple[str, str]] = {}
    for event in events:
        within = [i for i, run in enumerate(runs) if 0 <= event["ts"] - run["ts"] <= run["dur"]]
        if not within:
            continue
        index = within[0]
        spent_ms = event["dur"] / US_PER_MS
        category, arguments = event.get("cat"), event.get("args", {})
        node = node_of(arguments.get("parent_name", ""))
        if category == "Kernel" and node is not None:
            device_times[node][index] += spent_ms
        node = node_of(event.get("name", ""))
        if category == "Node" and node is not None:
            times[node][index] += spent_ms
            kinds[node] = (
                arguments.get("op_name", "unknown"),
                arguments.get("provider", "unknown"),
            )
    is_told = len(device_times) > 0
    by_node = {
        node: median(device_times[node] if is_told and kinds[node][1] == provider else spent)
        for node, spent in times.items()
    }
    elsewhere = [node for node in by_node if kinds[node][1] != provider]
    total = sum(by_node.values())
    told = {"deviceMs": median(map(sum, zip(*device_times.values())))} if is_told else {}
    return {
        "runCount": len(runs),
        "modelRunMs": median(run["dur"] for run in runs) / US_PER_MS,
        "kernelMsByNode": by_node,
        "opByNode": {node: kinds[node][0] for node in by_node},
        "fallbackNodes": elsewhere,
        "fallbackShare": sum(by_node[node] for node in elsewhere) / total if total > 0 else 0,
        **told,
    }


def node_of(event_name: str) -> str | None:
    """`conv1_kernel_time` -> `conv1`; None of other events."""
    suffix = "_kernel_time"
    return event_name[: -len(suffix)] if event_name.endswith(suffix) else None
