"""Where the time of a run goes, node by node: the steps of a module, timed one after the other."""

import time
from collections import defaultdict
from statistics import median

from torch import fx

from engine_protocol import MS_PER_SECOND

#: Runs before those that count, and those; fewer where they take longer than the budget.
WARM_UP_RUNS, TRACED_RUNS = 1, 5
TRACE_BUDGET_MS = 5000.0
US_PER_MS = 1000.0


class TimedSteps(fx.Interpreter):
    """Runs a module step by step and adds the time of each to the node that it was made for."""

    def __init__(self, module, synchronize):
        super().__init__(module)
        self.synchronize = synchronize
        self.kernel_ms = defaultdict(float)
        self.ops = {}

    def run_node(self, step):
        start = time.perf_counter()
        result = super().run_node(step)
        self.synchronize()
        node = step.meta.get("node")
        if node is not None:
            self.kernel_ms[node.name] += (time.perf_counter() - start) * MS_PER_SECOND
            self.ops[node.name] = node.op
        return result


def device_ms_of(torch, call):
    """Time in which the device computed in one call, by PyTorch's profiler; None where it cannot tell."""
    activities = torch.profiler.ProfilerActivity
    try:
        with torch.profiler.profile(activities=[activities.CPU, activities.CUDA]) as profiler:
            call()
        spent_us = sum(
            getattr(event, "self_device_time_total", getattr(event, "self_cuda_time_total", 0))
            for event in profiler.key_averages()
        )
    except Exception:  # noqa: BLE001: what cannot be told is left out
        return None
    return spent_us / US_PER_MS if spent_us > 0 else None


def traced_runs(module, inputs, synchronize):
    """The trace of the protocol, medians over the runs that count, and how long such a run took."""
    begin = time.perf_counter()
    runs, whole_ms = [], []
    while len(runs) < WARM_UP_RUNS + TRACED_RUNS:
        steps = TimedSteps(module, synchronize)
        start = time.perf_counter()
        steps.run(*inputs)
        whole_ms.append((time.perf_counter() - start) * MS_PER_SECOND)
        runs.append(steps)
        if len(runs) > WARM_UP_RUNS and (time.perf_counter() - begin) * MS_PER_SECOND > TRACE_BUDGET_MS:
            break
    counted = runs[WARM_UP_RUNS:]
    run_ms = median(whole_ms[WARM_UP_RUNS:])
    names = counted[0].ops
    trace = {
        "runCount": len(counted),
        "modelRunMs": run_ms,
        "kernelMsByNode": {name: median(run.kernel_ms[name] for run in counted) for name in names},
        "opByNode": dict(names),
        "fallbackNodes": [],
        "fallbackShare": 0,
    }
    return trace, run_ms
