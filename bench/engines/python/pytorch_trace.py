"""Where the time of a run goes, node by node: the steps of a module, timed one after the other."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from statistics import median
from typing import Any

import torch
from torch import fx
from torch.autograd.profiler import profile

from engine_protocol import MS_PER_SECOND, Message, timed
from traced_runs import summed_up, traced_runs

US_PER_MS = 1000.0


class TimedSteps(fx.Interpreter):
    """Runs a module step by step and adds the time of each to the node that it was made for."""

    def __init__(self, module: fx.GraphModule, synchronize: Callable[[], None]) -> None:
        super().__init__(module)
        self.synchronize = synchronize
        self.kernel_ms: dict[str, float] = defaultdict(float)
        self.ops: dict[str, str] = {}

    def run_node(self, step: fx.Node) -> Any:
        """One step, timed."""
        start = time.perf_counter()
        result = super().run_node(step)
        self.synchronize()
        node = step.meta.get("node")
        if node is not None:
            self.kernel_ms[node.name] += (time.perf_counter() - start) * MS_PER_SECOND
            self.ops[node.name] = node.op
        return result


def device_ms_of(call: Callable[[], None]) -> float | None:
    """Time in which the device computed in one call, by PyTorch's profiler, if that can tell.

    By the profiler under torch.profiler: that one loads the compiler, which takes seconds.
    """
    try:
        with profile(use_device="cuda", use_kineto=True) as profiler:
            call()
        spent_ms = device_ms(profiler.function_events)
    except Exception:  # noqa: BLE001 (what cannot be told is left out)
        return None
    return spent_ms if spent_ms > 0 else None


def device_ms(events: Iterable[Any]) -> float:
    """Time of what the device itself did; operators on the processor bear the same time once more."""
    spent_us = (
        event.time_range.elapsed_us()
        for event in events
        if event.device_type != torch.autograd.DeviceType.CPU
    )
    return sum(spent_us) / US_PER_MS


def trace_of(
    module: fx.GraphModule, inputs: list[torch.Tensor], synchronize: Callable[[], None]
) -> Message:
    """The trace of the protocol, medians over the runs that count."""
    runs: list[TimedSteps] = []

    def time_run() -> float:
        runs.append(TimedSteps(module, synchronize))
        return timed(lambda: runs[-1].run(*inputs))

    run_ms = median(summed_up(traced_runs(time_run)))
    counted = summed_up(runs)
    names = counted[0].ops
    return {
        "runCount": len(counted),
        "modelRunMs": run_ms,
        "kernelMsByNode": {name: median(run.kernel_ms[name] for run in counted) for name in names},
        "opByNode": dict(names),
        "fallbackNodes": [],
        "fallbackShare": 0,
    }
