"""The runs that an engine traces, and what is said of them.

A first run loads and a second one still grows the memory that later runs find ready, so runs go on
until one takes as long as one before. The last ones are summed up: a median leaves one odd run out.
The same runs as bench/engines/parts/traced_runs.ts makes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Run = TypeVar("Run")

#: Runs that are summed up; of long runs, two that are alike do.
SUMMED_UP, LEAST_RUNS = 3, 2
#: Runs end here even if they still differ.
MOST_RUNS = 8
#: Beyond this time there are no more than are summed up; beyond that one, a single run must do.
LONG_MS, LIMIT_MS = 1000.0, 10_000.0
#: Runs that differ by less take equally long.
DRIFT_LIMIT = 0.05


def traced_runs(time_run: Callable[[], float]) -> list[float]:
    """How long runs take in ms, one after the other, until they are enough.

    `time_run` runs once and tells how long that took.
    """
    runs_ms = [time_run()]
    while not is_enough(runs_ms):
        runs_ms.append(time_run())
    return runs_ms


def is_enough(runs_ms: list[float]) -> bool:
    spent_ms = sum(runs_ms)
    least, most = (SUMMED_UP, MOST_RUNS) if spent_ms < LONG_MS else (LEAST_RUNS, SUMMED_UP)
    count = len(runs_ms)
    return spent_ms >= LIMIT_MS or count >= most or (count >= least and is_warm(runs_ms))


def is_warm(runs_ms: list[float]) -> bool:
    """Whether the last run took as long as one before."""
    last = runs_ms[-1]
    return any(abs(last - before) < DRIFT_LIMIT * min(last, before) for before in runs_ms[:-1])


def summed_up(runs: list[Run]) -> list[Run]:
    """Of these runs, those that are summed up."""
    return runs[-SUMMED_UP:]
