// What every session of ONNX Runtime is told, in every engine of it.

import type { StartRequest } from "../../engine/requests.ts";

/** Entries of a session's configuration, by key. */
export function sessionEntries(
  { cores = "own" }: Pick<StartRequest, "cores"> = {},
): Readonly<Record<string, string>> {
  return {
    // Between two operators threads spin, as waking one takes longer than most operators (3 to 4 % of a
    // run of DS-Net-T*); between runs they must sleep, as a pool that spins would burn the cores of the
    // model that is being timed in another process. Where other work shares the cores, they always sleep.
    "session.intra_op.allow_spinning": cores === "own" ? "1" : "0",
    "session.intra_op.spin_duration_us": "1000",
    "session.force_spinning_stop": "1",
    // Numbers below 1.2e-38 take the processor many times as long, and a Softmax over masked tokens is
    // full of them: exp(-100) is 4e-44. They count as 0, as in OpenVINO.
    "session.set_denormal_as_zero": "1",
  };
}
