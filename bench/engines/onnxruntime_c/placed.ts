// The runtime in a process, told where to compute, and tried out.

import type { ProbedAnswer } from "../../engine/answers.ts";
import type { ProbeRequest } from "../../engine/requests.ts";
import { errorText } from "../../job/error_text.ts";
import type { Arithmetic } from "../../job/protocol.ts";
import defer * as arithmetic from "../parts/arithmetic.ts";
import { sessionEntries } from "../parts/session_entries.ts";
import { openEnvironment, type OrtEnvironment } from "./ort_environment.ts";
import { openRuntime, type Ort, runtimeLibraryPath } from "./ort_library.ts";
import { openOrtSession } from "./ort_session.ts";
import { type Placement, placementOf, type PlacementRequest, requireObeyed } from "./placement.ts";

/** The runtime, and where it was told to compute. */
export interface Placed extends Disposable {
  readonly ort: Ort;
  readonly environment: OrtEnvironment;
  readonly placement: Placement;
}

/** Opens the runtime with the provider of a request; throws Error with what to do if it cannot. */
export function place(request: PlacementRequest): Placed {
  using stack = new DisposableStack();
  const ort = openRuntime(runtimeLibraryPath());
  const environment = stack.use(openEnvironment(ort));
  const placement = placementOf(environment, request);
  const held = stack.move();
  return { ort, environment, placement, [Symbol.dispose]: () => held.dispose() };
}

/** Versions of the runtime and of the provider. */
export function versionsOf(
  { ort, placement: { provider, version } }: Placed,
): Readonly<Record<string, string>> {
  return { onnxruntime: ort.version, ...version === null ? {} : { [provider]: version } };
}

/** What products are computed in there, by one product. */
export async function computedIn(placed: Placed, threads: number): Promise<Arithmetic> {
  const { ort, environment, placement } = placed;
  const { model, image, shape } = arithmetic.arithmeticTrial();
  using session = openOrtSession(ort, environment, {
    model,
    threads,
    entries: sessionEntries(),
    ...placement.session,
  });
  const bytes = new Uint8Array(image.buffer);
  using run = session.prepare({ image: { dtype: "float32", shape, bytes } });
  await run.start();
  const [output] = run.read();
  return arithmetic.arithmeticOf(
    image,
    new Float32Array(output?.bytes.buffer ?? new ArrayBuffer()),
  );
}

/** Tries a device out; what is wrong with it is said, not thrown. */
export async function probePlacement(request: ProbeRequest): Promise<Omit<ProbedAnswer, "kind">> {
  let facts: Pick<ProbedAnswer, "versions" | "deviceName"> = { versions: {}, deviceName: null };
  try {
    using placed = place({ ...request, threads: 1 });
    facts = { versions: versionsOf(placed), deviceName: placed.placement.deviceName };
    const precision = await computedIn(placed, 1);
    requireObeyed(request, precision);
    return { ...facts, isSoftware: false, precision, problem: null };
  } catch (error) {
    return { ...facts, isSoftware: false, precision: null, problem: errorText(error) };
  }
}
