// Whether an engine can do what is asked for, by its description alone.

import { deviceKind } from "../job/device.ts";
import type { Job } from "../job/protocol.ts";
import type { EngineDescription } from "./description.ts";

/** Why an engine cannot run a job; `undefined` if its description says that it can. */
export function unsuitability(
  { name, devices, precisions, variants = [], options = {} }: EngineDescription,
  job: Pick<Job, "device" | "precision" | "variant" | "options">,
): string | undefined {
  if (!devices.includes(deviceKind(job.device))) {
    return `engine ${name} has no device "${job.device}": it has ${devices.join(", ")}`;
  }
  if (!precisions.includes(job.precision)) {
    return `engine ${name} has no precision "${job.precision}": it has ${precisions.join(", ")}`;
  }
  if (job.variant !== undefined && !variants.includes(job.variant)) {
    return `engine ${name} has no variant "${job.variant}": it has ${
      variants.join(", ") || "one way only"
    }`;
  }
  for (const [key, value] of Object.entries(job.options)) {
    const option = Object.hasOwn(options, key) ? options[key] : undefined;
    if (option === undefined) {
      const known = Object.keys(options).join(", ") || "none";
      return `engine ${name} has no option "${key}": it has ${known}`;
    }
    if (option.values !== undefined && !option.values.includes(value)) {
      return `engine ${name} takes no ${key}=${value}: it takes ${option.values.join(", ")}`;
    }
  }
  return undefined;
}
