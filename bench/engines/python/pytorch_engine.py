"""PyTorch of the user's Python as an engine: our graph as modules (pytorch_translation.py)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine_protocol import EngineError, Job, Message, Session, needed, serve, timed, versions
from product import FACTOR, SIDE, image, precision_of

if TYPE_CHECKING:
    import numpy as np
    import torch
    from pytorch_graph import Graph

#: Precision names and the types that the module and its inputs are converted to.
TYPES = {"fp32": "float32", "tf32": "float32", "fp16": "float16", "bf16": "bfloat16"}
#: From the coarsest on.
COARSENESS = ("fp16", "bf16", "tf32", "fp32")
DEVICES = ("cpu", "cuda", "mps")
VARIANTS = ("fused", "eager", "channels-last", "compile")
#: Of which the fastest is a run without the profiler.
WHOLE_RUNS = 5
CUDNN_CHOICES = ("timed", "heuristic")
#: Kernels that are compiled at the same time, at most.
MOST_COMPILERS = 16
CPLUSPLUS_COMPILERS = ("g++", "clang++", "cl")


class PyTorch:
    """An engine (engine_protocol.py)."""

    def __init__(self) -> None:
        self.torch = needed("torch", "torch numpy")

    def probe(self, device: str, precision: str, _options: dict[str, str]) -> Message:
        self.set_arithmetic(device, precision)
        return {
            "versions": self.versions(device),
            "deviceName": self.device_name(device),
            "precision": self.arithmetic(device, precision),
        }

    def start(self, job: Job) -> Session:
        if job.format != "graph":
            raise EngineError(f"Cannot load {job.format} as this engine takes a graph")
        variant = job.variant or VARIANTS[0]
        if variant not in VARIANTS:
            raise EngineError(f'Cannot run "{variant}" as there is {", ".join(VARIANTS)}')
        self.set_arithmetic(job.device, job.precision)
        choice = job.option("cudnn", CUDNN_CHOICES)
        self.torch.backends.cudnn.benchmark = choice == "timed"
        self.torch.set_num_threads(job.threads)
        self.torch.set_num_interop_threads(1)
        made = self.loaded(job, variant)
        made.info = {
            "versions": self.versions(job.device),
            "deviceName": self.device_name(job.device),
            "precision": self.arithmetic(job.device, job.precision),
            "threads": self.torch.get_num_threads() if job.device == "cpu" else None,
            "notes": self.notes(job, variant),
        }
        return made

    def loaded(self, job: Job, variant: str) -> Loaded:
        """The graph as a module of the asked type, where it will run."""
        from pytorch_graph import read_graph
        from pytorch_operators import translate

        graph = read_graph(job.path)
        dtype = getattr(self.torch, TYPES[job.precision])
        is_last = variant == "channels-last"
        form = self.torch.channels_last if is_last else self.torch.contiguous_format
        module: Any = translate(
            graph, float_type=dtype, fuses_attention=variant != "eager", image_format=form
        )
        module = module.to(device=job.device, dtype=dtype)
        if is_last:
            module = module.to(memory_format=form)
        if variant == "compile":
            module = self.compiled(job, module)
        return Loaded(self.torch, job, module, graph, form)

    def compiled(self, job: Job, module: Any) -> Any:
        """The module by torch.compile at its first run; what that writes is in the job's folder."""
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = os.path.join(job.folder, "inductor")
        os.environ["TRITON_CACHE_DIR"] = os.path.join(job.folder, "triton")
        if job.device == "cpu" and not has_compiler():
            raise EngineError(
                "Cannot run torch.compile on cpu as it needs a C++ compiler: got none of "
                f"{', '.join(CPLUSPLUS_COMPILERS)}, install one, set CXX, or take the variant eager"
            )
        if job.device == "cuda":
            needed("triton", "triton")
        else:
            # Processors' kernels are compiled by threads; processes are of use to Triton alone.
            os.environ["TORCH_WARM_POOL"] = "0"
        import torch._inductor.config as inductor

        inductor.compile_threads = min(MOST_COMPILERS, processor_count())
        return self.torch.compile(module, fullgraph=True, dynamic=False)

    def set_arithmetic(self, device: str, precision: str) -> None:
        """Products in what is asked for and in nothing else: by itself PyTorch has TF32 in cuDNN."""
        torch = self.torch
        available: dict[str, Callable[[], bool]] = {
            "cpu": lambda: True,
            "cuda": torch.cuda.is_available,
            "mps": torch.backends.mps.is_available,
        }
        if device not in available:
            raise EngineError(f"Cannot use {device} as this engine runs on {', '.join(DEVICES)}")
        if not available[device]():
            raise EngineError(
                f"Cannot use {device} as PyTorch {torch.__version__} finds none here: install a "
                "driver and a build of PyTorch for it (pytorch.org/get-started)"
            )
        if precision not in TYPES or (precision == "tf32" and device != "cuda"):
            raise EngineError(f"Cannot compute in {precision} on {device}: tf32 is of cuda only")
        is_tf32 = precision == "tf32"
        torch.set_float32_matmul_precision("high" if is_tf32 else "highest")
        torch.backends.cuda.matmul.allow_tf32 = is_tf32
        torch.backends.cudnn.allow_tf32 = is_tf32

    def arithmetic(self, device: str, precision: str) -> str:
        """What products are computed in, tried out: the coarser of a product and a convolution."""
        torch = self.torch
        dtype = getattr(torch, TYPES[precision])
        with torch.inference_mode():
            factor = torch.from_numpy(image()).to(device, dtype)
            diagonal = (torch.eye(SIDE, device=device) * FACTOR).to(dtype)
            pixels = factor.t().reshape(1, SIDE, SIDE, 1)
            convolved = torch.nn.functional.conv2d(pixels, diagonal.reshape(SIDE, SIDE, 1, 1))
            products = factor @ diagonal, convolved.reshape(SIDE, SIDE).t()
            found = {precision_of(product.float().cpu().numpy()) for product in products}
        ran = min(found, key=COARSENESS.index)
        if ran != precision:
            raise EngineError(
                f"Cannot compute in {precision} on {device} as it takes {ran}: "
                f"pass --precision {ran}"
            )
        return ran

    def versions(self, device: str) -> dict[str, str]:
        torch = self.torch
        found = {"torch": torch.__version__}
        if device == "cuda":
            found["cuda"] = str(torch.version.cuda or torch.version.hip)
            found["cudnn"] = str(torch.backends.cudnn.version())
        return versions(**found)

    def device_name(self, device: str) -> str | None:
        return self.torch.cuda.get_device_name() if device == "cuda" else None

    def notes(self, job: Job, variant: str) -> list[str]:
        notes = [f"variant: {variant}", f"type of parameters: {TYPES[job.precision]}"]
        if job.device == "cuda":
            notes.append(f"cudnn: {job.option('cudnn', CUDNN_CHOICES)}")
            if job.residency == "copied":
                notes.append("inputs are copied from pinned memory")
        return notes


def processor_count() -> int:
    """Processors that this process may run on."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def has_compiler() -> bool:
    """Whether there is a C++ compiler, by CXX or one of the usual names."""
    named = os.environ.get("CXX")
    return any(shutil.which(name) for name in ([named] if named else CPLUSPLUS_COMPILERS))


class Loaded(Session):
    """A module on its device; in every copied run its inputs go there and its outputs come back."""

    def __init__(self, torch: Any, job: Job, module: Any, graph: Graph, form: Any) -> None:
        self.torch, self.device, self.format = torch, job.device, form
        self.is_compiled = job.variant == "compile"
        self.module, self.names = module, graph.outputs
        self.type = getattr(torch, TYPES[job.precision])
        missing = [name for name in graph.inputs if name not in job.feeds]
        if missing:
            raise EngineError(f'Cannot run without input "{missing[0]}": pass it')
        self.input_names = graph.inputs
        self.copies = job.residency == "copied"
        self.feed(job.feeds)

    def feed(self, feeds: dict[str, np.ndarray]) -> None:
        self.hosted = [self.torch.from_numpy(feeds[name]) for name in self.input_names]
        if self.device == "cuda" and self.copies:
            # As a data loader hands images over with pin_memory=True.
            self.hosted = [tensor.pin_memory() for tensor in self.hosted]
        self.inputs = self.placed()

    def placed(self) -> list[torch.Tensor]:
        """The inputs where the module takes them, in memory of their own."""
        return [self.place(tensor) for tensor in self.hosted]

    def place(self, tensor: torch.Tensor) -> torch.Tensor:
        """An input of the processor's memory where the module takes it, converted there."""
        dtype = self.type if tensor.is_floating_point() else tensor.dtype
        images = self.format if tensor.dim() == 4 else self.torch.contiguous_format
        # CUDA computes after it in the same queue; on a processor nothing has been copied yet.
        placed = tensor.to(self.device, non_blocking=self.device == "cuda")
        return placed.to(dtype, copy=self.device == "cpu", memory_format=images)

    def run(self) -> None:
        with self.torch.inference_mode():
            self.last = self.module(*(self.placed() if self.copies else self.inputs))
            if self.copies:
                self.last = [self.fetched(output) for output in self.last]
        self.synchronize()

    def settle(self) -> None:
        if not self.is_compiled:
            return
        try:
            from torch._inductor.async_compile import shutdown_compile_workers
        except ImportError:  # PyTorch before 2.5 ends them when this process does
            return
        # Compilers that wait for work would be there in timed rounds.
        shutdown_compile_workers()

    def trace(self, _folder: str) -> Message:
        """Step by step, each waited for; those of a compiled module are no longer apart."""
        if self.is_compiled:
            return {}
        from pytorch_trace import device_ms_of, trace_of

        with self.torch.inference_mode():
            trace = trace_of(self.module, self.inputs, self.synchronize)
        if self.device == "cuda":
            # Steps that are waited for one by one say nothing of launches: whole runs do.
            device_ms = device_ms_of(self.run)
            if device_ms is not None:
                trace["deviceMs"] = device_ms
                trace["modelRunMs"] = min(timed(self.run) for _ in range(WHOLE_RUNS))
        # Nothing is around a run. These are no usual ones: they warm nothing up.
        return {"trace": trace, "profiledRunMs": trace["modelRunMs"]}

    def synchronize(self) -> None:
        """Waits for what the device still has to do; the processor is done when a run returns."""
        if self.device == "cuda":
            self.torch.cuda.synchronize()
        elif self.device == "mps":
            self.torch.mps.synchronize()

    def fetched(self, output: torch.Tensor) -> torch.Tensor:
        """An output in the processor's memory, as the graph has it."""
        dtype = self.torch.float32 if output.is_floating_point() else output.dtype
        return output.to("cpu", dtype, copy=True)

    def outputs(self) -> dict[str, np.ndarray]:
        return dict(zip(self.names, (self.fetched(output).numpy() for output in self.last)))


if __name__ == "__main__":
    serve(PyTorch)
