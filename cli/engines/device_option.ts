// `--device`: what an engine of the call has, or one of several such, counted: `cuda:1`.

import { CUDA_DEVICES, deviceIndex, deviceKind } from "../../bench/job/device.ts";
import type { Device } from "../../bench/job/protocol.ts";
import { UsageError } from "../shell/usage_error.ts";
import { oneOf } from "../shell/values.ts";

/**
 * A device among those that are known.
 *
 * @throws {UsageError} If it is none of them, or of a kind that is not counted.
 */
export function knownDevice(text: string, known: readonly Device[]): Device {
  if (!text.includes(":")) return oneOf("device", text, known);
  const kind = oneOf("device", deviceKind(text), known);
  if (CUDA_DEVICES.includes(kind) && deviceIndex(text) !== undefined) return text;
  throw new UsageError(
    `Cannot take --device "${text}" as only ${CUDA_DEVICES.join(", ")} are counted, from 0: ` +
      `give cuda:1, or ${kind}`,
  );
}
