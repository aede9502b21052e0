// An engine that is one provider: it computes on the processor, so that it is timed in the same rounds as
// others on the device `cpu`, and what the provider does not take, nothing else does in its place.

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
