// Where a model is computed: the provider and the devices that a request asks for, with the options
// that force threads and precision on it.

import type { Arithmetic } from "../../job/protocol.ts";
import { errorText } from "../../job/error_text.ts";
import type { OrtEnvironment, ProviderDevice } from "./ort_environment.ts";
import type { SessionRequest } from "./ort_session.ts";
import { PLUGIN_PROVIDERS, type PluginProvider, providerLibraryPath } from "./plugin_providers.ts";

/** The runtime's own provider. */
const CPU_PROVIDER = "CPUExecutionProvider";

/** The device of whatever a library of the user's provides. */
const ANY_PLUGIN = "plugin";

/** What a request says of where. */
export interface PlacementRequest {
  readonly device: string;
  readonly threads: number;
  readonly precision: string;
  /** Of the engine: `provider-library`, `provider-name`. */
  readonly options: Readonly<Record<string, string>>;
}

/** A provider, its devices and its options. */
export interface Placement {
  /** As traces name it. */
  readonly provider: string;
  readonly session: Pick<SessionRequest, "placement" | "cuda">;
  /** As the provider names it; null for the runtime's own. */
  readonly deviceName: string | null;
  /** Of the plugin; null where it does not tell, or there is none. */
  readonly version: string | null;
  /** Whether the processor can reach the device's memory, so that tensors may stay in it. */
  readonly isOnProcessor: boolean;
  /** The runtime's name of the device's own memory; null where tensors cannot be kept there. */
  readonly memory: string | null;
}

/**
 * Finds the devices of a request, loading the library of their provider into the environment.
 *
 * @throws {Error} If there is no such library, provider or device, with what to do.
 * @throws {RangeError} If the provider cannot be told to compute in that precision.
 */
export function placementOf(environment: OrtEnvironment, request: PlacementRequest): Placement {
  const { device, precision, threads } = request;
  if (device === "cpu") return onProcessor(precision);
  if (device === "cuda") return onCuda(request);
  const known: Readonly<Record<string, PluginProvider>> = PLUGIN_PROVIDERS;
  const plugin = known[device];
  if (plugin === undefined && device !== ANY_PLUGIN) {
    throw new RangeError(
      `Cannot compute on "${device}" as this engine knows ` +
        `${["cpu", "cuda", ...Object.keys(known), ANY_PLUGIN].join(", ")}`,
    );
  }
  register(environment, { plugin, device, given: request.options["provider-library"] });
  const devices = devicesOf(environment, {
    name: request.options["provider-name"] ?? plugin?.provider,
    needs: plugin?.needs,
  });
  const [first] = devices;
  return {
    provider: first.provider,
    session: {
      placement: { devices: [first], options: choicesFor(device, { precision, threads }) },
    },
    deviceName: first.facts["FULL_DEVICE_NAME"] ?? `${first.vendor} ${first.kind}`.trim(),
    version: first.facts["version"] ?? null,
    isOnProcessor: first.kind === "cpu",
    memory: null,
  };
}

/** What the runtime's own providers do not tell. */
const OWN_PROVIDER = { deviceName: null, version: null } as const;

function onProcessor(precision: string): Placement {
  if (precision !== "fp32") throw notTold("cpu", precision);
  return {
    ...OWN_PROVIDER,
    provider: CPU_PROVIDER,
    session: {},
    isOnProcessor: true,
    memory: null,
  };
}

/** How cuDNN chooses its convolutions, as the option says and as the provider has it. */
const CUDNN_SEARCHES: Readonly<Record<string, string>> = {
  exhaustive: "EXHAUSTIVE",
  heuristic: "HEURISTIC",
  default: "DEFAULT",
};

/** The runtime's own CUDA provider, everything told that it would else choose. */
function onCuda({ precision, options }: PlacementRequest): Placement {
  if (precision !== "fp32" && precision !== "tf32") throw notTold("cuda", precision);
  return {
    ...OWN_PROVIDER,
    provider: "CUDAExecutionProvider",
    session: {
      cuda: {
        device_id: "0",
        use_tf32: precision === "tf32" ? "1" : "0",
        cudnn_conv_algo_search: CUDNN_SEARCHES[options["cudnn-search"] ?? "exhaustive"] ??
          "EXHAUSTIVE",
        prefer_nhwc: options["layout"] === "nhwc" ? "1" : "0",
        enable_cuda_graph: options["cuda-graph"] ?? "0",
      },
    },
    isOnProcessor: false,
    memory: "Cuda",
  };
}

/** Loads the library that is given, or where `setup` has put it. */
function register(
  environment: OrtEnvironment,
  { plugin, device, given }: {
    readonly plugin: PluginProvider | undefined;
    readonly device: string;
    readonly given: string | undefined;
  },
): void {
  const set = plugin?.package;
  const path = given ?? (set === undefined ? undefined : providerLibraryPath(set, Deno.build.os));
  if (path === undefined) {
    throw new Error(
      `Cannot compute on ${device} as its provider is not set up: name its library by ` +
        `--provider-library FILE`,
    );
  }
  try {
    environment.register(path);
  } catch (error) {
    const cure = given === undefined
      ? `run "deno task setup --device ${device}"`
      : "name the library of an ONNX Runtime provider by --provider-library FILE";
    throw new Error(`Cannot load the provider of ${device}, ${cure}: ${errorText(error)}`, {
      cause: error,
    });
  }
}

/** Devices of the plugin's one provider, or of the one that is named. */
function devicesOf(
  environment: OrtEnvironment,
  { name, needs }: { readonly name: string | undefined; readonly needs: string | undefined },
): readonly [ProviderDevice, ...ProviderDevice[]] {
  const offered = environment.devices().filter(({ provider }) => provider !== CPU_PROVIDER);
  const names = [...new Set(offered.map(({ provider }) => provider))];
  if (name === undefined && names.length > 1) {
    throw new Error(
      `Cannot choose among the providers of that library: name one by --provider-name, ` +
        `${names.join(" or ")}`,
    );
  }
  const [first, ...others] = offered.filter(({ provider }) => provider === (name ?? names[0]));
  if (first !== undefined) return [first, ...others];
  const wanted = name === undefined ? "The provider" : `"${name}"`;
  const found = names.length === 0 ? "nothing" : `devices for ${names.join(" and ")}`;
  throw new Error(
    `${wanted} has no device here: its library offers ${found}` +
      (needs === undefined ? "" : `; it needs ${needs}`),
  );
}

/** The device whose provider is told precision and threads. */
const TOLD_DEVICE = "openvino";

/** What OpenVINO calls the precisions that it can be told to compute in. */
const OPENVINO_HINTS: Readonly<Record<string, string>> = { fp32: "f32", bf16: "bf16" };

/** Options of a provider. OpenVINO's obeys threads and precision in its `load_config` alone. */
function choicesFor(
  device: string,
  { precision, threads }: Pick<PlacementRequest, "precision" | "threads">,
): Readonly<Record<string, string>> {
  if (device !== TOLD_DEVICE) {
    if (precision !== "fp32") throw notTold(device, precision);
    return {};
  }
  const hint = OPENVINO_HINTS[precision];
  if (hint === undefined) throw notTold(device, precision);
  const config = { INFERENCE_PRECISION_HINT: hint, INFERENCE_NUM_THREADS: String(threads) };
  return { load_config: JSON.stringify({ CPU: config }) };
}

/** Threads that a provider really takes: OpenVINO has none beyond the cores, whatever it is told. */
export function threadsOn(
  { device, threads }: Pick<PlacementRequest, "device" | "threads">,
  cores: number,
): number {
  return device === TOLD_DEVICE ? Math.min(threads, cores) : threads;
}

function notTold(device: string, precision: string): RangeError {
  return new RangeError(
    `Cannot compute in ${precision} on ${device} as its provider cannot be told to: ` +
      "use --precision fp32",
  );
}

/**
 * Makes sure that a provider computes as it was told: it may take a hint for no more than that.
 *
 * @throws {Error} If it was told one of float32 and bfloat16 and does the other.
 */
export function requireObeyed(
  { device, precision }: Pick<PlacementRequest, "device" | "precision">,
  found: Arithmetic,
): void {
  if ((device !== TOLD_DEVICE && device !== "cuda") || found === precision) return;
  throw new Error(
    `Cannot compute in ${precision} on ${device} here: products come out in ${found}, use ` +
      `--precision ${device === "cuda" || found === "bf16" ? found : "fp32"}`,
  );
}
