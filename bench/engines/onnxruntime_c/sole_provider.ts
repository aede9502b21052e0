// An engine that is one provider: it computes on the processor, so that it is timed in the same rounds as
// others on the device `cpu`, and what the provider does not take, nothing else does in its place.

import { errorText } from "../../job/error_text.ts";
import type { PlacementRequest } from "./placement.ts";

/** Entries of a session under which a model does not load where a node is left to the runtime's own provider. */
export const SOLE_ENTRIES = { "session.disable_cpu_ep_fallback": "1" } as const;

/**
 * A request as the provider of a device computes it.
 *
 * @throws {RangeError} If it is about another device than the processor.
 */
export function requestBy<Request extends Pick<PlacementRequest, "device">>(
  provider: string,
  request: Request,
): Request {
  if (request.device === "cpu") return { ...request, device: provider };
  throw new RangeError(
    `Cannot compute on "${request.device}" as this engine is ${provider} on the processor: ` +
      "take --device cpu",
  );
}

/** The runtime's words for such a node. */
const LEFT_TO_OTHERS = "fallback to CPU EP has been explicitly disabled";

/** Loads a model under {@linkcode SOLE_ENTRIES}; throws Error with what to do where nodes are left. */
export async function loadedAlone<Result>(
  provider: string,
  load: () => Promise<Result>,
): Promise<Result> {
  try {
    return await load();
  } catch (error) {
    if (!errorText(error).includes(LEFT_TO_OTHERS)) throw error;
    throw new Error(
      `Cannot compute this model by ${provider} alone as it leaves nodes to the runtime's own ` +
        `provider: pass --engine onnxruntime-c --device ${provider}, whose rows say how much`,
      { cause: error },
    );
  }
}
