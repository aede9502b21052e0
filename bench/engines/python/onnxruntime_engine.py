"""The onnxruntime package of the user's Python as an engine: ONNX files on any provider it has."""

from __future__ import annotations

import importlib.metadata
import json
import os
from statistics import median
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from engine_protocol import (
    EngineError,
    Job,
    Message,
    Session,
    needed,
    require_outputs,
    serve,
    timed,
    versions,
)
from onnxruntime_trace import summary
from product import image, precision_of, product_model
from traced_runs import summed_up, traced_runs

if TYPE_CHECKING:
    import numpy as np

#: Where a model is placed: of a job, or of a probe, its device, precision and threads.
Placed = Any

#: Providers within the package, by device.
PROVIDERS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "dml": "DmlExecutionProvider",
}
#: Packages that bring a provider as a plugin, by device: get_library_path and get_ep_name.
PLUGINS = {
    "openvino": "onnxruntime-ep-openvino",
    "nv-tensorrt-rtx": "onnxruntime-ep-nv-tensorrt-rtx",
}
#: Where tensors of a device lie, as onnxruntime names it; others take theirs from the processor.
MEMORY = {"cuda": "cuda", "tensorrt": "cuda", "dml": "dml"}
#: What captures a CUDA graph, by device.
GRAPHS = {
    "cuda": "enable_cuda_graph",
    "tensorrt": "trt_cuda_graph_enable",
    "nv-tensorrt-rtx": "enable_cuda_graph",
}
#: What brings a provider that a package lacks.
NEEDS = {
    "cuda": "python3 -m pip install onnxruntime-gpu",
    "tensorrt": "python3 -m pip install onnxruntime-gpu, and TensorRT",
    "coreml": "it comes with onnxruntime on macOS",
    "dml": "python3 -m pip install onnxruntime-directml, on Windows",
}
OPENVINO_PRECISIONS = {"fp32": "f32", "bf16": "bf16", "fp16": "f16"}
NUMPY_TYPES = {"float": "float32", "double": "float64"}

LOG_SEVERITY_ERROR = 3


class OnnxRuntime:
    """An engine (engine_protocol.py)."""

    def __init__(self) -> None:
        self.ort = needed("onnxruntime", "onnxruntime")
        # Reports its use to its maker else; a build without telemetry has no such function.
        getattr(self.ort, "disable_telemetry_events", lambda: None)()

    def probe(self, device: str, precision: str, options: dict[str, str]) -> Message:
        ran = self.arithmetic(SimpleNamespace(device=device, precision=precision, threads=1))
        return {"versions": self.versions(device), "precision": ran}

    def start(self, job: Job) -> Session:
        if job.format != "onnx":
            raise EngineError(f"Cannot load a {job.format} as this engine takes onnx files")
        graphs = job.option("cuda-graph", ("0", "1")) == "1"
        if graphs and job.device not in GRAPHS:
            raise EngineError(f"Cannot capture a CUDA graph on {job.device}: leave cuda-graph 0")
        # A session that the provider cannot capture is refused by it.
        # One provider captures unless told otherwise.
        provider = {GRAPHS[job.device]: "1" if graphs else "0"} if job.device in GRAPHS else {}
        provider.update(self.choices(job))
        precision = self.arithmetic(job)
        options = self.options(job.threads, job.dimensions, job.cores)
        options.enable_profiling = job.wants_trace
        options.profile_file_prefix = os.path.join(job.folder, "onnxruntime-trace")
        session = self.session(job.path, job, options, provider)
        bound = job.residency == "resident" or graphs
        made = Bound(self.ort, session, job) if bound else Plain(session, job)
        made.provider = session.get_providers()[0]
        made.info = {
            "versions": self.versions(job.device),
            "precision": precision,
            "threads": session.get_session_options().intra_op_num_threads
            if job.device not in PLUGINS
            else None,
            "notes": [f"providers: {', '.join(session.get_providers())}"],
        }
        if graphs:
            made.info["confirmed"] = ["cuda-graph"]
        return made

    def choices(self, job: Job) -> dict[str, str]:
        """What the CUDA provider would else choose by itself."""
        search = job.option("cudnn-search", ("exhaustive", "heuristic", "default"))
        layout = job.option("layout", ("nchw", "nhwc"))
        if job.device == "cuda":
            return {
                "cudnn_conv_algo_search": search.upper(),
                "prefer_nhwc": "1" if layout == "nhwc" else "0",
            }
        if search != "exhaustive" or layout != "nchw":
            raise EngineError(
                f"Cannot choose cudnn-search or layout on {job.device}: leave them out"
            )
        return {}

    def arithmetic(self, placed: Placed) -> str:
        """The precision of products on a device, tried out; refuses another one than asked for."""
        session = self.session(product_model(), placed, self.options(placed.threads), {})
        ran = precision_of(session.run(None, {"image": image()})[0])
        if placed.precision == "fp16":
            # A file in half precision is computed in half, whatever float32 is computed in.
            return "fp16"
        if ran != placed.precision:
            raise EngineError(
                f"Cannot compute in {placed.precision} on {placed.device} as it takes {ran}: "
                f"pass --precision {ran}"
            )
        return ran

    def versions(self, device: str) -> dict[str, str]:
        plugin = PLUGINS.get(device)
        found = {} if plugin is None else {plugin: installed_version(plugin)}
        return versions(onnxruntime=self.ort.__version__, **found)

    def options(
        self, threads: int, dimensions: dict[str, int] | None = None, cores: str = "own"
    ) -> Any:
        """Options of a session."""
        options = self.ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = LOG_SEVERITY_ERROR
        # Threads spin between operators, as waking one takes longer than most; between runs they
        # sleep, as they would burn the cores of the network that is timed next. Beside other work
        # on the same cores they sleep in any case.
        spins = "1" if cores == "own" else "0"
        options.add_session_config_entry("session.intra_op.allow_spinning", spins)
        options.add_session_config_entry("session.intra_op.spin_duration_us", "1000")
        options.add_session_config_entry("session.force_spinning_stop", "1")
        # Numbers below 1.2e-38, of which a masked Softmax is full, take many times as long.
        options.add_session_config_entry("session.set_denormal_as_zero", "1")
        # Memory is planned by comparing shapes, so every one has to be a number.
        for name, size in (dimensions or {}).items():
            options.add_free_dimension_override_by_name(name, size)
        return options

    def session(
        self, model: str | bytes, placed: Placed, options: Any, more: dict[str, str]
    ) -> Any:
        """A session on the device itself; `more` are options of its provider."""
        if placed.device in PLUGINS:
            return self.plugin_session(model, placed, options, more)
        name = PROVIDERS.get(placed.device)
        if name not in self.ort.get_available_providers():
            cure = NEEDS.get(placed.device, f"name one of {', '.join([*PROVIDERS, *PLUGINS])}")
            raise EngineError(
                f"Cannot use {placed.device} as this onnxruntime has "
                f"{', '.join(self.ort.get_available_providers())}: {cure}"
            )
        settings = {**provider_settings(placed), **more}
        session = self.ort.InferenceSession(model, options, providers=[(name, settings)])
        if session.get_providers()[0] != name:
            raise EngineError(
                f"Cannot use {placed.device} as onnxruntime fell back to "
                f"{session.get_providers()[0]}: look for what its libraries need on stderr"
            )
        return session

    def plugin_session(
        self, model: str | bytes, placed: Placed, options: Any, more: dict[str, str]
    ) -> Any:
        """A session on a device whose provider is a package of its own."""
        package = PLUGINS[placed.device]
        plugin = needed(package.replace("-", "_"), package)
        name = plugin.get_ep_name()
        if all(found.ep_name != name for found in self.ort.get_ep_devices()):
            self.ort.register_execution_provider_library(placed.device, plugin.get_library_path())
        devices = [found for found in self.ort.get_ep_devices() if found.ep_name == name]
        if not devices:
            raise EngineError(
                f"Cannot use {placed.device} as {package} finds no device for it here"
            )
        options.add_provider_for_devices(devices[:1], {**provider_settings(placed), **more})
        return self.ort.InferenceSession(model, options)


def installed_version(package: str) -> str:
    """Of a package, or of one of its kinds: NVIDIA's has one a CUDA, which can stand alone."""
    for name in (package, f"{package}-cu13", f"{package}-cu12"):
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return "unknown"


def provider_settings(placed: Placed) -> dict[str, str]:
    """Options by which a provider computes in no other precision than asked for."""
    device, precision, threads = placed.device, placed.precision, placed.threads
    if device == "cuda":
        return {"use_tf32": "1" if precision == "tf32" else "0"}
    if device == "tensorrt":
        flags = {"fp16": "trt_fp16_enable", "bf16": "trt_bf16_enable"}
        return {flags[precision]: "1"} if precision in flags else {}
    if device == "openvino":
        if precision not in OPENVINO_PRECISIONS:
            raise EngineError(
                f"Cannot compute in {precision} on openvino: "
                f"pass --precision {', '.join(OPENVINO_PRECISIONS)}"
            )
        cpu = {
            "INFERENCE_PRECISION_HINT": OPENVINO_PRECISIONS[precision],
            "INFERENCE_NUM_THREADS": str(threads),
        }
        return {"load_config": json.dumps({"CPU": cpu})}
    return {}


class Traced(Session):
    """What both kinds of sessions have: names, feeds, onnxruntime's own trace."""

    provider = ""

    def __init__(self, session: Any, job: Job) -> None:
        self.session, self.feeds, self.names = session, job.feeds, job.outputs
        require_outputs(job, [output.name for output in session.get_outputs()])

    def trace(self, folder: str) -> Message:
        runs_ms = traced_runs(lambda: timed(self.run))
        counted = summed_up(runs_ms)
        path = self.session.end_profiling()
        with open(path, encoding="utf-8") as file:
            events = json.load(file)
        os.remove(path)
        return {
            "trace": summary(events, len(counted), self.provider),
            "profiledRunMs": median(counted),
            "warmUpMs": runs_ms,
        }


class Plain(Traced):
    """Inputs from the processor's memory and outputs into it, in every run."""

    def run(self) -> None:
        self.last = self.session.run(self.names, self.feeds)

    def feed(self, feeds: dict[str, np.ndarray]) -> None:
        self.feeds = feeds

    def outputs(self) -> dict[str, np.ndarray]:
        return dict(zip(self.names, self.last))


class Bound(Traced):
    """Tensors that stay where they are computed, at the same place in every run."""

    def __init__(self, ort: Any, session: Any, job: Job) -> None:
        super().__init__(session, job)
        memory = MEMORY.get(job.device, "cpu")
        self.copies = job.residency == "copied"
        self.binding = session.io_binding()
        self.inputs = {
            name: ort.OrtValue.ortvalue_from_numpy(array, memory, 0)
            for name, array in self.feeds.items()
        }
        for name, value in self.inputs.items():
            self.binding.bind_ortvalue_input(name, value)
        outputs = {output.name: output for output in session.get_outputs()}
        for output in (outputs[name] for name in self.names):
            if all(isinstance(size, int) for size in output.shape):
                kind = output.type[len("tensor(") : -1]
                value = ort.OrtValue.ortvalue_from_shape_and_type(
                    output.shape, NUMPY_TYPES.get(kind, kind), memory, 0
                )
                self.binding.bind_ortvalue_output(output.name, value)
            else:
                self.binding.bind_output(output.name, memory)

    def run(self) -> None:
        if self.copies:
            self.copy_inputs()
        self.session.run_with_iobinding(self.binding)
        self.binding.synchronize_outputs()
        if self.copies:
            self.binding.copy_outputs_to_cpu()

    def copy_inputs(self) -> None:
        for name, value in self.inputs.items():
            value.update_inplace(self.feeds[name])

    def feed(self, feeds: dict[str, np.ndarray]) -> None:
        self.feeds = feeds
        self.copy_inputs()

    def outputs(self) -> dict[str, np.ndarray]:
        return dict(zip(self.names, self.binding.copy_outputs_to_cpu()))


if __name__ == "__main__":
    serve(OnnxRuntime)
