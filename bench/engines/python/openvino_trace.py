"""Where the time of a run goes in OpenVINO, layer by layer.

A layer is a node of the compiled model. Of the operators that became one it bears one's name and
has all of the time; what OpenVINO made by itself is of the operator that its outputs go into. Its
figures are means over all runs so far, in whole microseconds: of the runs that count they are what
the sums grew by.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from engine_protocol import Message, timed
from traced_runs import summed_up, traced_runs

#: Of each layer its operator, its kind, the mean time of a run; always in the same order.
Layers = list[tuple[str, str, timedelta]]

#: Runs of a model before those that are traced: the first one.
EARLIER_RUNS = 1


def traced_fields(run: Callable[[], None], layers: Callable[[], Layers]) -> Message:
    """What `loaded` has of traced runs, of a model that has run once."""
    looks = [layers()]

    def time_run() -> float:
        run_ms = timed(run)
        looks.append(layers())
        return run_ms

    runs_ms = traced_runs(time_run)
    counted = summed_up(runs_ms)
    run_count = EARLIER_RUNS + len(runs_ms)
    run_counts = run_count - len(counted), run_count
    run_ms = median(counted)
    trace = summary(looks[-1 - len(counted)], looks[-1], run_counts, run_ms)
    return {"trace": trace, "profiledRunMs": run_ms, "warmUpMs": runs_ms}


def summary(
    before: Layers, after: Layers, run_counts: tuple[int, int], run_ms: float
) -> Message:
    """What layers took between two looks at them, after so many runs each."""
    earlier, later = run_counts
    by_node: dict[str, float] = {}
    kinds: dict[str, str] = {}
    for (_, _, mean_before), (node, kind, mean) in zip(before, after):
        grown = mean * later - mean_before * earlier
        if grown > timedelta(0):
            kinds.setdefault(node, kind)
            spent_ms = grown / timedelta(milliseconds=1) / (later - earlier)
            by_node[node] = by_node.get(node, 0) + spent_ms
    return {
        "runCount": later - earlier,
        "modelRunMs": run_ms,
        "kernelMsByNode": by_node,
        "opByNode": kinds,
        "fallbackNodes": [],
        "fallbackShare": 0,
    }


def file_names(model: Any) -> set[str]:
    """Names that operators have from the file; OpenVINO makes others from the kind and a number."""
    operators = model.get_ops()
    return {op.get_friendly_name() for op in operators if op.get_friendly_name() != op.get_name()}


def operators_by_layer(compiled: Any, names: set[str]) -> dict[str, str]:
    """Which operator, by its name in the file, a layer of the compiled model belongs to."""
    found: dict[str, str | None] = {}
    # Each after all that its outputs go into.
    for layer in reversed(compiled.get_runtime_model().get_ordered_ops()):
        name = layer.get_friendly_name()
        own = [name, *layer.get_rt_info()["originalLayersNames"].astype(str).split(",")]
        readers = [
            found.get(reader.get_node().get_friendly_name())
            for output in layer.outputs()
            for reader in output.get_target_inputs()
        ]
        candidates = [*(one for one in own if one in names), *(one for one in readers if one)]
        found[name] = candidates[0] if candidates else None
    return {name: operator or name for name, operator in found.items()}


def layers_of(request: Any, operators: dict[str, str]) -> Layers:
    """Every layer as of now."""
    return [
        (operators.get(info.node_name, info.node_name), info.node_type, info.real_time)
        for info in request.profiling_info
    ]
