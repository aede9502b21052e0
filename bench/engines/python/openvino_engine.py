"""The openvino package of the user's Python as an engine: ONNX files in float32, less if asked."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine_protocol import (
    MS_PER_SECOND,
    EngineError,
    Job,
    Message,
    Session,
    needed,
    require_outputs,
    serve,
    versions,
)
from openvino_trace import file_names, layers_of, operators_by_layer, traced_fields
from product import image, precision_of, product_model

if TYPE_CHECKING:
    import numpy as np

#: OpenVINO's names.
DEVICES = {"cpu": "CPU", "gpu": "GPU"}
HINTS = {"fp32": "f32", "bf16": "bf16", "fp16": "f16"}
CAPABILITIES = {"fp32": "FP32", "bf16": "BF16", "fp16": "FP16"}
PRECISIONS = {"f32": "fp32", "bf16": "bf16", "f16": "fp16"}
#: Kinds of layers that multiply matrices, in a compiled model.
PRODUCTS = ("Convolution", "Deconvolution", "FullyConnected", "MatMul", "ScaledDotProductAttention")
STREAMS = ("auto", "1", "2", "3", "4", "6", "8", "12", "16", "24", "32")


class OpenVino:
    """An engine (engine_protocol.py)."""

    def __init__(self) -> None:
        # Reports its use to its maker else, by a process that outlives this one; without that
        # module it takes a stub of its own.
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
        self.ov = needed("openvino", "openvino")
        self.core = self.ov.Core()

    def probe(self, device: str, precision: str, options: dict[str, str]) -> Message:
        compiled = self.compile(product_model(), Settings(device, precision, 1))
        ran = precision_of(compiled([image()])[0])
        return {
            "versions": self.versions(),
            "deviceName": self.device_name(device),
            "precision": same(ran, precision, device),
        }

    def start(self, job: Job) -> Session:
        if job.format != "onnx":
            raise EngineError(f"Cannot load a {job.format} as this engine takes onnx files")
        settings = settings_of(job)
        model = self.model(job)
        # Counting the time of layers costs the processor nothing that could be measured; of other
        # devices nobody knows, and of several runs at once a layer's time says nothing.
        counts = job.wants_trace and job.device == "cpu" and settings.hint == "latency"
        compiled = self.compile(model, settings, PERF_COUNT=counts)
        in_flight = 1
        if settings.hint == "throughput":
            in_flight = compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
        made = (
            Queued(self.ov, compiled, job, in_flight)
            if in_flight > 1
            else Single(self.ov, compiled, job)
        )
        if counts:
            names = file_names(model)
            made.operators = lambda: operators_by_layer(compiled, names)
        made.info = {
            "versions": self.versions(),
            "deviceName": self.device_name(job.device),
            "precision": same(precision_of_compiled(compiled), job.precision, job.device),
            "threads": self.threads(compiled, job.device),
            "runsInFlight": in_flight,
            "notes": [f"streams: {compiled.get_property('NUM_STREAMS')}"],
        }
        return made

    def model(self, job: Job) -> Any:
        """The file, every size of its inputs a number."""
        model = self.core.read_model(job.path)
        require_outputs(job, [name for output in model.outputs for name in output.get_names()])
        model.reshape({name: list(array.shape) for name, array in job.feeds.items()})
        return model

    def compile(self, model: Any, settings: Settings, **more: Any) -> Any:
        """A model, or the bytes of its file, for a device that is there."""
        device, precision = settings.device, settings.precision
        name = DEVICES.get(device)
        found = self.core.available_devices
        if name is None or not any(entry.split(".")[0] == name for entry in found):
            raise EngineError(f"Cannot use {device} as OpenVINO finds {', '.join(found)} here")
        able = self.core.get_property(name, "OPTIMIZATION_CAPABILITIES")
        if CAPABILITIES.get(precision) not in able:
            raise EngineError(f"Cannot compute in {precision} as {name} has {', '.join(able)}")
        if isinstance(model, bytes):
            model = self.core.read_model(model)
        return self.core.compile_model(model, name, {**settings.properties(), **more})

    def threads(self, compiled: Any, device: str) -> int | None:
        """What is set; of other devices than the processor nothing is."""
        return compiled.get_property("INFERENCE_NUM_THREADS") if device == "cpu" else None

    def device_name(self, device: str) -> str | None:
        """The processor is that of the machine; of others only the engine can tell."""
        if device == "cpu":
            return None
        return self.core.get_property(DEVICES[device], "FULL_DEVICE_NAME")

    def versions(self) -> dict[str, str]:
        return versions(openvino=self.ov.get_version())


@dataclass(frozen=True)
class Settings:
    """How a model is compiled."""

    device: str
    precision: str
    threads: int
    hint: str = "latency"
    streams: str = "auto"

    def properties(self) -> dict[str, Any]:
        """OpenVINO's own default would be bfloat16 wherever the processor has it."""
        properties: dict[str, Any] = {
            "INFERENCE_PRECISION_HINT": HINTS[self.precision],
            "PERFORMANCE_HINT": self.hint.upper(),
        }
        if self.device == "cpu":
            properties["INFERENCE_NUM_THREADS"] = self.threads
        if self.streams != "auto":
            properties["NUM_STREAMS"] = int(self.streams)
        return properties


def settings_of(job: Job) -> Settings:
    """Those that a job asks for."""
    hint = job.option("hint", ("latency", "throughput"))
    streams = job.option("streams", STREAMS)
    if hint == "latency" and streams not in ("auto", "1"):
        raise EngineError(f'Cannot run {streams} streams for latency: pass hint "throughput"')
    return Settings(job.device, job.precision, job.threads, hint, streams)


def same(ran: str | None, asked: str, device: str) -> str:
    """The precision that ran, which must be the one asked for; None: no layer tells."""
    if ran in (asked, None):
        return asked
    raise EngineError(
        f"Cannot compute in {asked} on {device} as it takes {ran}: pass --precision {ran}"
    )


def precision_of_compiled(compiled: Any) -> str | None:
    """What the layers that multiply matrices run in, the least of them; None if there are none."""
    found = set()
    for layer in compiled.get_runtime_model().get_ops():
        info = layer.get_rt_info()
        if info["layerType"].astype(str) in PRODUCTS:
            found.add(info["runtimePrecision"].astype(str))
    for name in ("f16", "bf16", "f32"):
        if name in found:
            return PRECISIONS[name]
    return next(iter(found), None)


class Asked(Session):
    """Requests of a compiled model; resident tensors are bound to each of them once."""

    #: Gives the operators of the file by layer, where the model counts the time of its layers.
    operators: Callable[[], dict[str, str]] | None = None

    def __init__(self, ov: Any, requests: Iterable[Any], job: Job) -> None:
        self.ov, self.requests, self.names = ov, requests, job.outputs
        self.copies = job.residency == "copied"
        self.feed(job.feeds)

    def feed(self, feeds: dict[str, np.ndarray]) -> None:
        self.feeds = feeds
        for request in () if self.copies else self.requests:
            for name, array in feeds.items():
                request.set_tensor(name, self.ov.Tensor(array, shared_memory=True))


class Single(Asked):
    """One request after the other, each with all threads."""

    def __init__(self, ov: Any, compiled: Any, job: Job) -> None:
        self.request = compiled.create_infer_request()
        super().__init__(ov, [self.request], job)

    def run(self) -> None:
        if self.copies:
            self.request.infer(self.feeds, share_inputs=False, share_outputs=False)
        else:
            self.request.infer(share_outputs=True)

    def trace(self, _folder: str) -> Message:
        if self.operators is None:
            return {}
        operators = self.operators()
        return traced_fields(self.run, lambda: layers_of(self.request, operators))

    def outputs(self) -> dict[str, np.ndarray]:
        return outputs_of(self.request, self.names)


class Queued(Asked):
    """Several requests under way at once, as many as the streams take."""

    def __init__(self, ov: Any, compiled: Any, job: Job, in_flight: int) -> None:
        self.in_flight = in_flight
        self.queue = ov.AsyncInferQueue(compiled, in_flight)
        super().__init__(ov, self.queue, job)
        self.ends: list[float] = []
        self.last: dict[str, np.ndarray] = {}
        self.ran: Any = None
        self.queue.set_callback(self.ended)

    def ended(self, request: Any, _: Any) -> None:
        """Called when a run ends, in a thread of its own."""
        self.ran = request
        if self.copies:
            self.last = outputs_of(request, self.names)
        self.ends.append(time.perf_counter())

    def begin(self) -> None:
        """Starts a run as soon as a request is free."""
        if self.copies:
            self.queue.start_async(self.feeds, share_inputs=False)
        else:
            self.queue.start_async()

    def run(self) -> None:
        self.begin()
        self.queue.wait_all()

    def outputs(self) -> dict[str, np.ndarray]:
        return self.last if self.copies else outputs_of(self.ran, self.names)

    def slice(self, slice_ms: float) -> list[float]:
        self.ends = []
        start = time.perf_counter()
        begun = 0
        while begun % self.in_flight or not begun or (
            (time.perf_counter() - start) * MS_PER_SECOND < slice_ms
        ):
            self.begin()
            begun += 1
        self.queue.wait_all()
        return group_times(start, self.ends, self.in_flight)


def group_times(start: float, ends: list[float], in_flight: int) -> list[float]:
    """Ms of each group of as many runs as are in flight.

    From the end of the group before to its own end, with nothing between two groups: in that time
    so many batches are done.
    """
    marks = [start, *sorted(ends)[in_flight - 1 :: in_flight]]
    return [(after - before) * MS_PER_SECOND for before, after in zip(marks, marks[1:])]


def outputs_of(request: Any, names: Iterable[str]) -> dict[str, np.ndarray]:
    """Copies, as the request's own memory is written again by the next run."""
    found = {}
    for output, tensor in zip(request.model_outputs, request.output_tensors):
        for name in output.get_names() & set(names):
            found[name] = tensor.data.copy()
    return found


if __name__ == "__main__":
    serve(OpenVino)
