"""The engine's side of the protocol (docs/engine-protocol.md): requests in, one answer each.

An engine is a class that `serve` makes once, at its start (Engine). What it cannot do, it raises as
EngineError.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import platform
import signal
import sys
import time
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from engine_job import EngineError, Job, check_version, field, kinds, read_tensor, write_tensor

if TYPE_CHECKING:
    import numpy as np

MS_PER_SECOND = 1000.0
BYTES_PER_KIB = 1024

#: A request or an answer of the protocol.
Message = dict[str, Any]


class Engine(Protocol):
    """What runs models."""

    def probe(self, device: str, precision: str, options: dict[str, str]) -> Message:
        """Tries the device out: what `probed` has of it."""

    def start(self, job: Job) -> Session:
        """Loads a model."""


class Session:
    """A loaded model. Subclasses set `info`, what `loaded` says of it, and run."""

    #: versions, deviceName, precision, threads, notes; runsInFlight where it is not 1.
    info: Message = {}

    def run(self) -> None:
        """One run, its outputs in hand or, resident, ready where they were computed."""
        raise NotImplementedError

    def outputs(self) -> dict[str, np.ndarray]:
        """Arrays of the last run, by name."""
        raise NotImplementedError

    def feed(self, feeds: dict[str, np.ndarray]) -> None:
        """Takes other inputs, arrays by name like those of the start, for the runs that follow."""
        raise EngineError(
            "Cannot run other inputs as this engine keeps those of the start: start anew"
        )

    def settle(self) -> None:
        """After the first run: what only that one needs may go."""

    def trace(self, folder: str) -> Message:
        """What `loaded` has of runs that are traced (traced_runs.py), if the engine tells them."""
        return {}

    def slice(self, slice_ms: float) -> list[float]:
        """Times of runs until `slice_ms` is over, one at least."""
        start = time.perf_counter()
        samples: list[float] = []
        while not samples or _ms_since(start) < slice_ms:
            samples.append(timed(self.run))
        return samples


def require_outputs(job: Job, have: Iterable[str]) -> None:
    """Refuses a model that lacks an output which is asked for."""
    missing = [name for name in job.outputs if name not in have]
    if missing:
        raise EngineError(f'Cannot give output "{missing[0]}": the model has {", ".join(have)}')


def timed(call: Callable[[], object]) -> float:
    """How long a call takes, in ms."""
    start = time.perf_counter()
    call()
    return _ms_since(start)


def needed(module: str, install: str) -> ModuleType:
    """A module of the user's environment."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise EngineError(
            f"Cannot import {module} by {sys.executable} ({error}): "
            f"{sys.executable} -m pip install {install}, or name another Python by --python"
        ) from error


def versions(**engine: str) -> dict[str, str]:
    """Versions of the engine's parts, and of Python."""
    return {**engine, "python": platform.python_version()}


def serve(engine: Callable[[], Engine]) -> None:
    """Answers requests until `end` or the end of stdin; leaves with exit code 1 after an error."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    answers = _take_stdout()

    def say(message: Message) -> None:
        answers.write(json.dumps(message, allow_nan=False).encode() + b"\n")
        answers.flush()

    try:
        _converse(engine, say)
    except Exception as error:  # noqa: BLE001 (whatever it is, the parent gets to know)
        say({"kind": "error", "error": _one_line(error)})
        sys.exit(1)


def _made_early(engine: Callable[[], Engine]) -> Callable[[], Engine]:
    """Gives the engine that is made now: libraries load while the suite writes the model."""
    try:
        made = engine()
    except Exception as error:  # noqa: BLE001 (it is the answer to the first request)
        problem = error

        def refuse() -> Engine:
            raise problem

        return refuse
    return lambda: made


def _converse(engine: Callable[[], Engine], say: Callable[[Message], None]) -> None:
    engine = _made_early(engine)
    session: Session | None = None
    job: Job | None = None
    is_first = True
    busy_until = time.process_time()
    for line in sys.stdin.buffer:
        idle_ms = (time.process_time() - busy_until) * MS_PER_SECOND
        request = _request(line)
        kind = request["kind"]
        if kind == "end":
            return
        if kind == "ready" and is_first:
            say({"kind": "ready"})
            continue
        if kind == "probe" and is_first:
            say(_probed(engine, request))
        elif kind == "start" and is_first:
            job = Job(request)
            session, loaded = _loaded(engine, job)
            say(loaded)
        elif kind == "slice" and session is not None:
            slice_ms = request.get("sliceMs")
            if not isinstance(slice_ms, (int, float)) or slice_ms < 0:
                raise EngineError(f"Cannot take sliceMs {slice_ms!r} as it must be a time in ms")
            samples = session.slice(slice_ms)
            say({
                "kind": "slice",
                "samplesMs": samples,
                "peakMemoryBytes": peak_memory_bytes(),
                "idleCpuMs": idle_ms,
            })
        elif kind == "run" and session is not None and job is not None:
            say({"kind": "ran", "outputs": _ran(session, job, request)})
        else:
            raise EngineError(f'Cannot answer "{kind}" here: send probe or start, slices, then end')
        is_first = False
        busy_until = time.process_time()


def _probed(engine: Callable[[], Engine], request: Message) -> Message:
    check_version(request)
    device, precision = field(request, "device", str), field(request, "precision", str)
    answer: Message = {
        "versions": versions(),
        "deviceName": None,
        "isSoftware": False,
        "precision": None,
    }
    try:
        options = request.get("options") or {}
        answer.update(engine().probe(device, precision, options), problem=None)
    except Exception as error:  # noqa: BLE001 (what does not work is the answer)
        answer["problem"] = _one_line(error)
    return {"kind": "probed", **answer}


def _loaded(engine: Callable[[], Engine], job: Job) -> tuple[Session, Message]:
    made = engine()
    start = time.perf_counter()
    session = made.start(job)
    load_ms = _ms_since(start)
    first_run_ms = timed(session.run)
    session.settle()
    given = session.outputs()
    answer = {
        "kind": "loaded",
        "deviceName": None,
        "threads": None,
        "runsInFlight": 1,
        "notes": [],
        **session.info,
        "loadMs": load_ms,
        "firstRunMs": first_run_ms,
        "outputs": _written(job, given),
    }
    del given
    if job.wants_trace:
        answer.update(session.trace(job.folder))
    gc.collect()
    return session, answer


def _ran(session: Session, job: Job, request: Message) -> list[Message]:
    feeds = {entry["name"]: read_tensor(entry) for entry in field(request, "inputs", list)}
    wanted, given = kinds(job.feeds), kinds(feeds)
    if given != wanted:
        raise EngineError(
            f"Cannot run {given} as inputs must be like those of the start: send {wanted}"
        )
    session.feed(feeds)
    session.run()
    return _written(job, session.outputs())


def _written(job: Job, given: dict[str, np.ndarray]) -> list[Message]:
    require_outputs(job, given)
    return [
        write_tensor(job.folder, index, name, given[name])
        for index, name in enumerate(job.outputs)
    ]


def _take_stdout() -> BinaryIO:
    """The stream for answers.

    Whatever else writes to stdout from now on, native code too, is on stderr.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return answers


def _request(line: bytes) -> Message:
    try:
        request = json.loads(line)
    except ValueError:
        request = None
    if not isinstance(request, dict) or not isinstance(request.get("kind"), str):
        text = line.decode(errors="replace").strip()[:200]
        raise EngineError(f"Cannot read the request {text!r}: send a JSON object with a kind")
    return request


def peak_memory_bytes() -> int:
    """Largest resident set of this process so far; 0 where the system does not tell."""
    try:
        # Of getrusage, a small program has the mark of the large one that started it.
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * BYTES_PER_KIB
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * BYTES_PER_KIB


def _ms_since(start: float) -> float:
    return (time.perf_counter() - start) * MS_PER_SECOND


def _one_line(error: Exception) -> str:
    is_ours = isinstance(error, EngineError)
    text = str(error) if is_ours else f"{type(error).__name__}: {error}"
    return " ".join(text.split())
