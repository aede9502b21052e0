"""The engine's side of the protocol (docs/engine-protocol.md): requests in, one answer each.

An engine is a class that `serve` makes once, at its start: `probe(device, precision, options)` tries the device
out, `start(job)` loads a model and returns a Session. One whose trace is no matter of that session has
`trace_apart(job)`, which comes first. What they cannot do, they raise as EngineError.
Needs the standard library only; numpy is imported where tensors are read.
"""

import gc
import importlib
import json
import os
import platform
import signal
import sys
import time

VERSION = 1
MS_PER_SECOND = 1000.0
BYTES_PER_KIB = 1024
FORMATS = ("onnx", "graph")
RESIDENCIES = ("copied", "resident")
CORES = ("own", "shared")


class EngineError(Exception):
    """What cannot be done: the action, the rule, the value, what to do; one line."""


class Job:
    """A start request, with its inputs read: `feeds` are arrays by name."""

    def __init__(self, request):
        _check_version(request)
        #: As it came.
        self.request = request
        model = _field(request, "model", dict)
        self.path = _field(model, "path", str)
        self.format = _one_of(model, "format", FORMATS)
        #: Sizes of dimensions that the file only names.
        self.dimensions = model.get("dimensions") or {}
        if not os.path.isfile(self.path):
            raise EngineError(f'Cannot load "{self.path}" as there is no such file: pass one')
        self.batch = _count(request, "batch")
        self.threads = _count(request, "threads")
        self.device = _field(request, "device", str)
        self.precision = _field(request, "precision", str)
        self.variant = request.get("variant")
        self.options = request.get("options") or {}
        self.residency = _one_of(request, "residency", RESIDENCIES)
        #: "shared": other work runs on the same cores, so that threads which wait must not spin.
        self.cores = _one_of({"cores": "own", **request}, "cores", CORES)
        self.outputs = _field(request, "outputs", list)
        self.folder = _field(request, "folder", str)
        self.wants_trace = request.get("trace") is True
        self.feeds = {entry["name"]: _read_tensor(entry) for entry in _field(request, "inputs", list)}

    def option(self, name, values):
        """The value of an option, the first of `values` if it was not given."""
        value = self.options.get(name, values[0])
        if value not in values:
            raise EngineError(
                f'Cannot take option {name} "{value}" as it must be one of {", ".join(values)}'
            )
        return value


class Session:
    """A loaded model. Subclasses set `info`, what `loaded` says of it, and run."""

    #: versions, deviceName, precision, threads, notes; runsInFlight where it is not 1.
    info = {}

    def run(self):
        """One run, its outputs in hand or, resident, ready where they were computed."""
        raise NotImplementedError

    def outputs(self):
        """Arrays of the last run, by name."""
        raise NotImplementedError

    def feed(self, feeds):
        """Takes other inputs, arrays by name like those of the start, for the runs that follow."""
        raise EngineError("Cannot run other inputs as this engine keeps those of the start: start anew")

    def settle(self):
        """After the first run: what only that one needs may go."""

    def trace(self, folder):
        """What the engine itself says of a run, as (TraceSummary, traced run in ms); None: nothing."""
        return None

    def slice(self, slice_ms):
        """Times of runs until `slice_ms` is over, one at least."""
        start = time.perf_counter()
        samples = []
        while not samples or _ms_since(start) < slice_ms:
            samples.append(timed(self.run))
        return samples


def require_outputs(job, have):
    """Refuses a model that lacks an output which is asked for."""
    missing = [name for name in job.outputs if name not in have]
    if missing:
        raise EngineError(f'Cannot give output "{missing[0]}": the model has {", ".join(have)}')


def timed(call):
    """How long a call takes, in ms."""
    start = time.perf_counter()
    call()
    return _ms_since(start)


def needed(module, install):
    """A module of the user's environment."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise EngineError(
            f"Cannot import {module} by {sys.executable} ({error}): "
            f"{sys.executable} -m pip install {install}, or name another Python by --python"
        ) from error


def versions(**engine):
    """Versions of the engine's parts, and of Python."""
    return {**engine, "python": platform.python_version()}


def serve(engine):
    """Answers requests until `end` or the end of stdin; leaves with exit code 1 after an error."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    answers = _take_stdout()

    def say(message):
        answers.write(json.dumps(message, allow_nan=False).encode() + b"\n")
        answers.flush()

    try:
        _converse(engine, say)
    except Exception as error:  # noqa: BLE001: whatever it is, the parent gets to know
        say({"kind": "error", "error": _one_line(error)})
        sys.exit(1)


def _made_early(engine):
    """A function that gives the engine, made now: libraries load while the suite writes the model."""
    try:
        made = engine()
    except Exception as error:  # noqa: BLE001: it is the answer to the first request
        problem = error

        def refuse():
            raise problem

        return refuse
    return lambda: made


def _converse(engine, say):
    engine = _made_early(engine)
    session = job = None
    is_first = True
    busy_until = time.process_time()
    for line in sys.stdin.buffer:
        idle_ms = (time.process_time() - busy_until) * MS_PER_SECOND
        request = _request(line)
        kind = request["kind"]
        if kind == "end":
            return
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
        elif kind == "run" and session is not None:
            say({"kind": "ran", "outputs": _ran(session, job, request)})
        else:
            raise EngineError(f'Cannot answer "{kind}" here: send probe or start, slices, then end')
        is_first = False
        busy_until = time.process_time()


def _probed(engine, request):
    _check_version(request)
    device, precision = _field(request, "device", str), _field(request, "precision", str)
    answer = {"versions": versions(), "deviceName": None, "isSoftware": False, "precision": None}
    try:
        options = request.get("options") or {}
        answer.update(engine().probe(device, precision, options), problem=None)
    except Exception as error:  # noqa: BLE001: what does not work is the answer
        answer["problem"] = _one_line(error)
    return {"kind": "probed", **answer}


def _loaded(engine, job):
    made = engine()
    trace_apart = getattr(made, "trace_apart", None) if job.wants_trace else None
    traced = None if trace_apart is None else trace_apart(job)
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
    if job.wants_trace and traced is None:
        traced = session.trace(job.folder)
    if traced is not None:
        answer["trace"], answer["profiledRunMs"] = traced
    del given
    gc.collect()
    return session, answer


def _ran(session, job, request):
    feeds = {entry["name"]: _read_tensor(entry) for entry in _field(request, "inputs", list)}
    wanted, given = _kinds(job.feeds), _kinds(feeds)
    if given != wanted:
        raise EngineError(f"Cannot run {given} as inputs must be like those of the start: send {wanted}")
    session.feed(feeds)
    session.run()
    return _written(job, session.outputs())


def _kinds(feeds):
    """`image float32 [8, 3, 224, 224]`, for each input, by name."""
    return ", ".join(f"{name} {feeds[name].dtype.name} {list(feeds[name].shape)}" for name in sorted(feeds))


def _written(job, given):
    require_outputs(job, given)
    return [
        _write_tensor(job.folder, index, name, given[name])
        for index, name in enumerate(job.outputs)
    ]


def _take_stdout():
    """The stream for answers. Whatever else writes to stdout from now on, native code too, is on stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return answers


def _request(line):
    try:
        request = json.loads(line)
    except ValueError:
        request = None
    if not isinstance(request, dict) or not isinstance(request.get("kind"), str):
        text = line.decode(errors="replace").strip()[:200]
        raise EngineError(f"Cannot read the request {text!r}: send a JSON object with a kind")
    return request


def _check_version(request):
    if request.get("protocol") != VERSION:
        raise EngineError(
            f"Cannot speak protocol {request.get('protocol')!r}: this engine speaks {VERSION}"
        )


def _field(request, name, kind):
    value = request.get(name)
    if not isinstance(value, kind):
        raise EngineError(f"Cannot take {name} {value!r} as it must be a {kind.__name__}")
    return value


def _one_of(request, name, values):
    value = request.get(name)
    if value not in values:
        raise EngineError(f"Cannot take {name} {value!r} as it must be one of {', '.join(values)}")
    return value


def _count(request, name):
    value = request.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise EngineError(f"Cannot take {name} {value!r} as it must be a whole number from 1 on")
    return value


def _read_tensor(entry):
    import numpy as np

    name, shape, path = entry["name"], entry["shape"], entry["path"]
    dtype = np.dtype(entry["type"])
    expected = dtype.itemsize
    for size in shape:
        expected *= size
    try:
        found = os.path.getsize(path)
    except OSError as error:
        raise EngineError(f'Cannot read input "{name}" at "{path}": {error.strerror}') from error
    if found != expected:
        raise EngineError(
            f'Cannot read input "{name}" as {dtype.name} {shape} takes {expected} bytes: '
            f'"{path}" has {found}'
        )
    return np.fromfile(path, dtype=dtype).reshape(shape)


def _write_tensor(folder, index, name, array):
    import numpy as np

    path = os.path.join(folder, f"output{index}.bin")
    np.ascontiguousarray(array).tofile(path)
    return {"name": name, "type": array.dtype.name, "shape": list(array.shape), "path": path}


def peak_memory_bytes():
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


def _ms_since(start):
    return (time.perf_counter() - start) * MS_PER_SECOND


def _one_line(error):
    if isinstance(error, EngineError):
        text = str(error)
    else:
        text = f"{type(error).__name__}: {error}"
    return " ".join(text.split())
