import { assertEquals, assertThrows } from "@std/assert";
import type {
  OrtEnvironment,
  ProviderDevice,
} from "../../../../bench/engines/onnxruntime_c/ort_environment.ts";
import {
  placementOf,
  requireObeyed,
  threadsOn,
} from "../../../../bench/engines/onnxruntime_c/placement.ts";

const CPU: ProviderDevice = {
  pointer: null,
  provider: "CPUExecutionProvider",
  kind: "cpu",
  vendor: "Maker",
  facts: { version: "1.30.0" },
};
const OPENVINO: ProviderDevice = {
  pointer: null,
  provider: "OpenVINOExecutionProvider",
  kind: "cpu",
  vendor: "Maker",
  facts: { version: "1.8.1", FULL_DEVICE_NAME: "A Processor" },
};
const OPENVINO_AUTO = { ...OPENVINO, provider: "OpenVINOExecutionProvider.AUTO" };

/** An environment whose plugin offers these devices once it is loaded. */
function fakeEnvironment(offered: readonly ProviderDevice[], fault?: string) {
  const registered: string[] = [];
  const environment: OrtEnvironment = {
    pointer: null,
    register(path) {
      if (fault !== undefined) throw new Error(fault);
      registered.push(path);
    },
    devices: () => [CPU, ...registered.length > 0 ? offered : []],
    [Symbol.dispose]: () => undefined,
  };
  return { environment, registered };
}

const REQUEST = { device: "openvino", precision: "fp32", threads: 2, options: {} };

function choicesOf(precision: string): unknown {
  const { environment } = fakeEnvironment([OPENVINO, OPENVINO_AUTO]);
  const { session } = placementOf(environment, { ...REQUEST, precision });
  return JSON.parse(session.placement?.options["load_config"] ?? "null");
}

Deno.test("placementOf() forces precision and threads on OpenVINO by its configuration", () => {
  assertEquals(choicesOf("fp32"), {
    CPU: { INFERENCE_PRECISION_HINT: "f32", INFERENCE_NUM_THREADS: "2" },
  });
  assertEquals(choicesOf("bf16"), {
    CPU: { INFERENCE_PRECISION_HINT: "bf16", INFERENCE_NUM_THREADS: "2" },
  });
  assertThrows(() => choicesOf("fp16"), RangeError, "Cannot compute in fp16 on openvino");
});

Deno.test("placementOf() takes the provider by its name, with its version and device", () => {
  const { environment, registered } = fakeEnvironment([OPENVINO_AUTO, OPENVINO]);
  const placement = placementOf(environment, REQUEST);
  assertEquals(placement.session.placement?.devices, [OPENVINO]);
  assertEquals(placement.provider, "OpenVINOExecutionProvider");
  assertEquals([placement.version, placement.deviceName], ["1.8.1", "A Processor"]);
  assertEquals(placement.isOnProcessor, true);
  assertEquals(registered.map((path) => path.includes("/node_modules/.providers/")), [true]);
});

Deno.test("placementOf() takes the library that is given, and the one provider that it has", () => {
  const rival: ProviderDevice = { ...OPENVINO, provider: "Rival", kind: "gpu", facts: {} };
  const { environment, registered } = fakeEnvironment([rival]);
  const options = { "provider-library": "/lib/rival.so" };
  const placement = placementOf(environment, { ...REQUEST, device: "plugin", options });
  assertEquals(registered, ["/lib/rival.so"]);
  assertEquals([placement.provider, placement.deviceName], ["Rival", "Maker gpu"]);
  assertEquals([placement.version, placement.isOnProcessor], [null, false]);
  assertEquals(placement.session.placement?.options, {});
});

Deno.test("placementOf() has one of several providers named", () => {
  const options = { "provider-library": "/lib/openvino.so" };
  const { environment } = fakeEnvironment([OPENVINO, OPENVINO_AUTO]);
  assertThrows(
    () => placementOf(environment, { ...REQUEST, device: "plugin", options }),
    Error,
    "name one by --provider-name, OpenVINOExecutionProvider or OpenVINOExecutionProvider.AUTO",
  );
  const named = { ...options, "provider-name": "OpenVINOExecutionProvider.AUTO" };
  const placement = placementOf(environment, { ...REQUEST, device: "plugin", options: named });
  assertEquals(placement.provider, "OpenVINOExecutionProvider.AUTO");
});

Deno.test("placementOf() says what to do where the library is missing", () => {
  const { environment } = fakeEnvironment([], "no such file (Register)");
  assertThrows(
    () => placementOf(environment, REQUEST),
    Error,
    'Cannot load the provider of openvino, run "deno task setup --device openvino": no such file',
  );
  const options = { "provider-library": "x.so" };
  assertThrows(
    () => placementOf(environment, { ...REQUEST, options }),
    Error,
    "name the library of an ONNX Runtime provider by --provider-library FILE: no such file",
  );
  assertThrows(
    () => placementOf(environment, { ...REQUEST, device: "nv-tensorrt-rtx" }),
    Error,
    "is not set up: name its library by --provider-library FILE",
  );
});

Deno.test("placementOf() says that a plugin has no such provider, or no device here", () => {
  const options = { "provider-library": "x.so" };
  assertThrows(
    () =>
      placementOf(fakeEnvironment([OPENVINO]).environment, {
        ...REQUEST,
        options,
        device: "nv-tensorrt-rtx",
      }),
    Error,
    '"NvTensorRTRTXExecutionProvider" has no device here: its library offers devices for ' +
      "OpenVINOExecutionProvider; it needs an NVIDIA GPU",
  );
  assertThrows(
    () => placementOf(fakeEnvironment([]).environment, { ...REQUEST, device: "plugin", options }),
    Error,
    "The provider has no device here: its library offers nothing",
  );
});

Deno.test("placementOf() computes on the processor without a plugin, in float32 alone", () => {
  const { environment, registered } = fakeEnvironment([]);
  const placement = placementOf(environment, { ...REQUEST, device: "cpu" });
  assertEquals([placement.provider, placement.session], ["CPUExecutionProvider", {}]);
  assertEquals(registered, []);
  assertThrows(
    () => placementOf(environment, { ...REQUEST, device: "cpu", precision: "bf16" }),
    RangeError,
    "Cannot compute in bf16 on cpu as its provider cannot be told to: use --precision fp32",
  );
  assertThrows(
    () => placementOf(environment, { ...REQUEST, device: "tpu" }),
    RangeError,
    'Cannot compute on "tpu" as this engine knows cpu, cuda, openvino, nv-tensorrt-rtx, plugin',
  );
});

Deno.test("requireObeyed() refuses what computes in another precision than it was told", () => {
  requireObeyed({ device: "openvino", precision: "bf16" }, "bf16");
  requireObeyed({ device: "plugin", precision: "fp32" }, "tf32");
  assertThrows(
    () => requireObeyed({ device: "openvino", precision: "bf16" }, "fp32"),
    Error,
    "Cannot compute in bf16 on openvino here: products come out in fp32, use --precision fp32",
  );
  assertThrows(
    () => requireObeyed({ device: "openvino", precision: "fp32" }, "bf16"),
    Error,
    "products come out in bf16, use --precision bf16",
  );
});

Deno.test("threadsOn() says how many threads OpenVINO takes, which are no more than the cores", () => {
  assertEquals(threadsOn({ device: "openvino", threads: 4 }, 2), 2);
  assertEquals(threadsOn({ device: "openvino", threads: 1 }, 2), 1);
  assertEquals(threadsOn({ device: "cpu", threads: 4 }, 2), 4);
});

Deno.test("placementOf() tells CUDA's provider all that it would else choose", () => {
  const { environment } = fakeEnvironment([]);
  const cuda = (precision: string, options = {}) =>
    placementOf(environment, { device: "cuda", precision, threads: 1, options });
  assertEquals(cuda("fp32").session.cuda, {
    device_id: "0",
    use_tf32: "0",
    cudnn_conv_algo_search: "EXHAUSTIVE",
    prefer_nhwc: "0",
    enable_cuda_graph: "0",
  });
  assertEquals(cuda("tf32").session.cuda?.["use_tf32"], "1");
  const chosen = { "cuda-graph": "1", "cudnn-search": "heuristic", layout: "nhwc" };
  assertEquals(cuda("fp32", chosen).session.cuda, {
    device_id: "0",
    use_tf32: "0",
    cudnn_conv_algo_search: "HEURISTIC",
    prefer_nhwc: "1",
    enable_cuda_graph: "1",
  });
  assertEquals(cuda("fp32").memory, "Cuda");
  assertThrows(() => cuda("bf16"), RangeError, "Cannot compute in bf16 on cuda");
  assertThrows(
    () => requireObeyed({ device: "cuda", precision: "fp32" }, "tf32"),
    Error,
    "products come out in tf32, use --precision tf32",
  );
});
