"""Where the time of a run goes in OpenVINO, layer by layer.

A layer is a node of the compiled model. Of the operators that became one it bears one's name and has
all of the time; what OpenVINO made by itself is of the operator that its outputs go into. Its figures
are means over all runs so far, in whole microseconds: of the runs that count they are what the sums grew by.

The model that counts is a second one, and lives in a process of its own, so that the engine's memory
and loading time are those of the model that is timed.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from statistics import median

from engine_protocol import Job, timed

#: Argument of the engine's program that asks for a trace.
TRACE = "trace"
TRACE_FILE = "openvino-trace.json"
#: Linux: a signal for this process when the one that started it has gone.
PR_SET_PDEATHSIG = 1
#: Runs before those that count, and those; fewer where they take longer than the budget.
WARM_UP_RUNS, TRACED_RUNS = 3, 5
TRACE_BUDGET_MS = 5000.0


def trace_of_process(job):
    """What a process of its own found out; None if it did not: stderr has why."""
    path = os.path.join(job.folder, TRACE_FILE)
    program = [sys.executable, "-B", os.path.abspath(sys.argv[0]), TRACE]
    # Standard output is for answers.
    ended = subprocess.run(program, input=json.dumps(job.request).encode(), stdout=2, check=False)
    if ended.returncode != 0:
        return None
    with open(path, encoding="utf-8") as file:
        trace, run_ms = json.load(file)
    os.remove(path)
    return trace, run_ms


def write_trace(engine):
    """Does what `trace_of_process` asks for: the request is on stdin, the trace goes into its folder."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    job = Job(json.load(sys.stdin))
    with open(os.path.join(job.folder, TRACE_FILE), "w", encoding="utf-8") as file:
        json.dump(engine().trace(job), file)


def traced_runs(run, layers):
    """
    The trace of the protocol, and how long a run took that counts.

    `layers()` tells of each layer (operator, kind, mean time of a run), always in the same order.
    """
    warm_up_ms = times(run, WARM_UP_RUNS, TRACE_BUDGET_MS)
    before = layers()
    whole_ms = times(run, TRACED_RUNS, TRACE_BUDGET_MS - sum(warm_up_ms))
    run_counts = len(warm_up_ms), len(warm_up_ms) + len(whole_ms)
    run_ms = median(whole_ms)
    return summary(before, layers(), run_counts, run_ms), run_ms


def times(run, most, budget_ms):
    """How long runs take: so many, one at least, fewer where the budget ends."""
    spent = [timed(run)]
    while len(spent) < most and sum(spent) < budget_ms:
        spent.append(timed(run))
    return spent


def summary(before, after, run_counts, run_ms):
    """What layers took between two looks at them, after so many runs each."""
    earlier, later = run_counts
    by_node, kinds = {}, {}
    for (_, _, mean_before), (node, kind, mean) in zip(before, after):
        grown = mean * later - mean_before * earlier
        if grown > timedelta(0):
            kinds.setdefault(node, kind)
            by_node[node] = by_node.get(node, 0) + grown / timedelta(milliseconds=1) / (later - earlier)
    return {
        "runCount": later - earlier,
        "modelRunMs": run_ms,
        "kernelMsByNode": by_node,
        "opByNode": kinds,
        "fallbackNodes": [],
        "fallbackShare": 0,
    }


def file_names(model):
    """Names that operators have from the file: OpenVINO's own ones are made from the kind and a number."""
    return {op.get_friendly_name() for op in model.get_ops() if op.get_friendly_name() != op.get_name()}


def operators_by_layer(compiled, names):
    """Which operator, by its name in the file, a layer of the compiled model belongs to."""
    found = {}
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


def layers_of(request, operators):
    """Every layer as of now."""
    return [
        (operators.get(info.node_name, info.node_name), info.node_type, info.real_time)
        for info in request.profiling_info
    ]
