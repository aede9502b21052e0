// The seeded values of a graph as a checkpoint file.

import { elementCount, type Graph } from "../../models/graph/graph.ts";
import { fillParameter } from "../../models/graph/weights.ts";
import { entry } from "./safetensors_file.ts";

/** How its file is written. */
interface GraphCheckpointOptions {
  readonly seed: number;
  /** What stands before all names. @default nothing */
  readonly prefix?: string;
}

/** The bytes of a safetensors file with all learned parameters and statistics of a graph. */
export function graphCheckpoint(
  { parameters }: Graph,
  { seed, prefix = "" }: GraphCheckpointOptions,
): Uint8Array<ArrayBuffer> {
  const own = parameters.filter(({ role, dtype }) => role !== "constant" && dtype === "float32");
  let end = 0;
  const entries = own.map(({ name, shape }) => {
    const start = end;
    end += Float32Array.BYTES_PER_ELEMENT * elementCount(shape);
    return [`${prefix}${name}`, entry("F32", shape, [start, end])] as const;
  });
  const text = JSON.stringify(Object.fromEntries(entries));
  const header = new TextEncoder().encode(text.padEnd(8 * Math.ceil(text.length / 8)));
  const file = new Uint8Array(8 + header.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let offset = 8 + header.length;
  for (const parameter of own) {
    const values = new Float32Array(file.buffer, offset, elementCount(parameter.shape));
    fillParameter(values, seed, parameter);
    offset += values.byteLength;
  }
  return file;
}
