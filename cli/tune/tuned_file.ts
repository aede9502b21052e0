// The list of rewrites that `tune` found for a device on a machine, as a file that `bench` takes.

import { z } from "zod";
import { deviceRewrites } from "../../bench/job/device_rewrites.ts";
import { DEFAULT_FOLDER } from "../options/shared_options.ts";

/** Version of the file. */
const SCHEMA = "dsnet-bench-rewrites/1";

const interval = z.object({
  median: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

const tunedSchema = z.object({
  schema: z.literal(SCHEMA),
  device: z.string(),
  /** Fingerprint of the machine. */
  machine: z.string(),
  onnxruntime: z.string(),
  at: z.iso.datetime(),
  commandLine: z.array(z.string()).readonly(),
  models: z.array(z.string()).readonly(),
  rewrites: z.array(z.string()).readonly(),
  leftOut: z.array(z.string()).readonly(),
  unequal: z.array(z.string()).readonly(),
  findings: z.array(z.object({ model: z.string(), rewrite: z.string(), ratio: interval }))
    .readonly(),
  confirmed: z.record(z.string(), interval),
});

/** The file. */
export type TunedFile = z.infer<typeof tunedSchema>;

/** What it was found on. */
export type TunedPlace = Pick<TunedFile, "device" | "machine" | "onnxruntime">;

/** Where it lies. */
export function tunedPath({ device, machine }: Pick<TunedPlace, "device" | "machine">): string {
  return `${DEFAULT_FOLDER}/rewrites-${device.replaceAll(":", "-")}-${machine}.json`;
}

/** The text of a file. */
export function tunedText(found: Omit<TunedFile, "schema">): string {
  return `${JSON.stringify({ schema: SCHEMA, ...found }, null, 2)}\n`;
}

/**
 * The rewrites of a text, in the order of the device's own list; a reason why they are not taken.
 */
export function tunedRewrites(
  text: string,
  place: TunedPlace,
): { readonly rewrites: readonly string[] } | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: "it is no JSON" };
  }
  const { data } = tunedSchema.safeParse(value);
  if (data === undefined) return { problem: "it is no file of tune's" };
  for (const name of ["device", "machine", "onnxruntime"] as const) {
    if (data[name] !== place[name]) {
      return { problem: `it is for ${name} ${data[name]}, this is ${place[name]}` };
    }
  }
  const known = Object.keys(deviceRewrites(place.device).rewrites);
  const unknown = data.rewrites.find((name) => !known.includes(name));
  if (unknown !== undefined) return { problem: `there is no rewrite "${unknown}"` };
  return { rewrites: known.filter((name) => data.rewrites.includes(name)) };
}
