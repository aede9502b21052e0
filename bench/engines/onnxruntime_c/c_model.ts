// One ONNX file in ONNX Runtime by its C interface: loaded, run, traced.

import type { DataType } from "../../../models/graph/data_type.ts";
import type { StartRequest, TensorFile } from "../../engine/requests.ts";
import { writeOutputs } from "../parts/output_files.ts";
import type { OpenModel } from "../parts/serve.ts";
import { type Runnable, timedRun } from "../parts/timed_run.ts";
import { tracedFields } from "../parts/traced_runs.ts";
import { sessionEntries } from "../parts/session_entries.ts";
import { type HostTensor, numbersOf } from "./host_tensor.ts";
import type { OrtRun, Running } from "./ort_run.ts";
import { openOrtSession, type OrtSession } from "./ort_session.ts";
import { computedIn, place, type Placed, versionsOf } from "./placed.ts";
import { type Placement, requireObeyed, threadsOn } from "./placement.ts";

type SessionEntries = Readonly<Record<string, string>>;

/** What of a model lasts until its process ends. */
type Held = Pick<DisposableStack, "use">;

/**
 * Loads a model, runs it, and traces it.
 *
 * @param entries Of the session, besides those that all have.
 * @throws {Error} If the runtime or the provider cannot load or run it, or computes in another precision
 * than it was told.
 */
export async function openCModel(
  request: StartRequest,
  held: Held,
  entries: SessionEntries = {},
): Promise<OpenModel> {
  const { threads, trace: isTraced, folder } = request;
  const placed = held.use(place(request));
  const { placement } = placed;
  const running = runningOf(request, placement);
  if (running.isBound && !placement.isOnProcessor && placement.memory === null) {
    throw new RangeError(
      `Cannot keep tensors on ${request.device} as nobody has tried that yet: leave --input resident ` +
        "and tensors=bound out",
    );
  }
  const isCaptured = request.options["cuda-graph"] === "1";
  if (isCaptured && (request.device !== "cuda" || !running.isBound)) {
    throw new RangeError(
      `Cannot capture a CUDA graph on ${request.device} with inputs that are ${request.residency}: ` +
        "take --device cuda and --input resident, or leave cuda-graph=1 out",
    );
  }
  const precision = await computedIn(placed, threads);
  requireObeyed(request, precision);

  const inputs = await readInputs(request.inputs);
  const loadStart = performance.now();
  const session = held.use(load(placed, request, entries));
  const loadMs = performance.now() - loadStart;
  const run = held.use(session.prepare(inputs, running));
  const runnable = runnableOf(session, run);
  const first = await timedRun(runnable, {});
  const timeRun = running.isBound
    ? () => boundMs(run)
    : async () => (await timedRun(runnable, {})).runMs;

  return {
    loaded: {
      versions: versionsOf(placed),
      deviceName: placement.deviceName,
      outputs: await writeOutputs(folder, first.outputs),
      threads: threadsOn(request, navigator.hardwareConcurrency),
      precision,
      loadMs,
      firstRunMs: first.runMs,
      runsInFlight: 1,
      notes: [],
      ...isTraced
        ? await tracedFields(timeRun, {
          takeTrace: () => takeTrace(session),
          provider: placement.provider,
        })
        : {},
      // The provider refuses a session that it cannot capture, and captures the first bound run.
      ...isCaptured ? { confirmed: ["cuda-graph"] } : {},
    },
    timeRun,
    async runOn(others) {
      using one = session.prepare(await readInputs(others), {});
      const { outputs } = await timedRun(runnableOf(session, one), {});
      return await writeOutputs(folder, outputs);
    },
  };
}

function runningOf(
  { residency, options: { calls, tensors } }: StartRequest,
  { memory }: Placement,
): Running {
  return {
    isBound: residency === "resident" || tensors === "bound",
    isLater: calls === "nonblocking",
    ...(memory === null ? {} : { memory }),
  };
}

function load(
  { ort, environment, placement }: Placed,
  request: StartRequest,
  entries: SessionEntries,
): OrtSession {
  const { model, threads, folder, trace } = request;
  return openOrtSession(ort, environment, {
    model: model.path,
    threads,
    entries: { ...sessionEntries(request), ...entries },
    sizesByName: model.dimensions,
    ...placement.session,
    ...trace ? { tracePrefix: `${folder}/trace-` } : {},
  });
}

async function readInputs(
  files: readonly TensorFile[],
): Promise<Readonly<Record<string, HostTensor>>> {
  const inputs: Record<string, HostTensor> = {};
  for (const { name, type, shape, path } of files) {
    const bytes = await Deno.readFile(path) as Uint8Array<ArrayBuffer>;
    inputs[name] = { dtype: type as DataType, shape, bytes };
  }
  return inputs;
}

/** A run as the other engine of this runtime has it: what it is fed with is bound already. */
function runnableOf({ outputNames }: OrtSession, { start, read }: OrtRun): Runnable<never> {
  return {
    outputNames,
    async run() {
      await start();
      const outputs = read().map((tensor, i) => [
        outputNames[i],
        { dims: tensor.shape, getData: () => Promise.resolve(numbersOf(tensor)) },
      ]);
      return Object.fromEntries(outputs);
    },
  };
}

/** A run whose outputs stay where they are. */
async function boundMs({ start }: OrtRun): Promise<number> {
  const startedAt = performance.now();
  await start();
  return performance.now() - startedAt;
}

/** The runtime's trace of the runs so far, taken away from where the runtime put it. */
async function takeTrace(session: OrtSession): Promise<string> {
  const path = session.endTrace();
  const text = await Deno.readTextFile(path);
  await Deno.remove(path);
  return text;
}
