// What NVIDIA's driver says beside a failure: a card that has gone, memory that ran out, a driver that
// does not go with what asks it. The reason of the row gets it as its end.

import type { GpuState } from "../record/environment_types.ts";
import { gpuText } from "./gpu_advice.ts";
import { askGpus, type GpuAnswer } from "./gpu_state.ts";

/** How CUDA and its libraries say that memory ran out. */
const OUT_OF_MEMORY = /out of memory|failed to allocate memory|ALLOC_FAILED/i;
/** How they say that the driver is too old, or was changed below them (CUDA's codes 35 and 803). */
const UNLIKE_DRIVER =
  /driver version is insufficient|system has unsupported display driver|DRIVER_MISMATCH|version mismatch/i;
const BYTES_PER_GB = 1e9;

function gigabytes(bytes: number | null): string {
  return bytes === null ? "?" : (bytes / BYTES_PER_GB).toFixed(1);
}

type Named = Pick<GpuState, "index" | "uuid">;

function isOne(a: Named, b: Named): boolean {
  return (a.uuid ?? a.index) === (b.uuid ?? b.index);
}

/** The end of a reason; `undefined` where the driver has nothing to say to it. */
function gpuFaultText(
  reason: string,
  before: readonly GpuState[],
  { gpus, problem }: GpuAnswer,
): string | undefined {
  const isUnlike = UNLIKE_DRIVER.test(reason) || UNLIKE_DRIVER.test(problem ?? "");
  const said = problem === null ? "" : `, and nvidia-smi says "${problem}"`;
  if (isUnlike) {
    const [{ driver } = { driver: "" }] = gpus.length > 0 ? gpus : before;
    const named = driver === "" ? "the driver" : `driver ${driver}`;
    return `${named} does not go with the CUDA that asks it${said}: start the machine anew after ` +
      "an update of the driver, or take CUDA for this one";
  }
  const gone = before.filter((gpu) => !gpus.some((one) => isOne(one, gpu)));
  if (gone.length > 0) {
    return `${gone.map(gpuText).join(" and ")} has gone since the run began${said}: start the ` +
      "machine anew, then --resume measures what is missing";
  }
  const own = before.length === 0
    ? gpus
    : gpus.filter((gpu) => before.some((one) => isOne(one, gpu)));
  if (OUT_OF_MEMORY.test(reason) && own.length > 0) {
    const taken = own.map((gpu) =>
      `${gpuText(gpu)} has ${gigabytes(gpu.usedMemoryBytes)} of ${
        gigabytes(gpu.memoryBytes)
      } GB taken`
    );
    return `${taken.join(", ")} now: a smaller --batch, or --oom-ladder`;
  }
  return undefined;
}

/** A reason with what the driver says to it, asked now. Never throws. */
export async function withGpuFault(
  reason: string,
  before: readonly GpuState[],
  ask: () => Promise<GpuAnswer> = askGpus,
): Promise<string> {
  const found = gpuFaultText(reason, before, await ask());
  return found === undefined ? reason : `${reason}; ${found}`;
}
