// Outputs that an engine left in files, as real numbers. It may be anybody's: how large a file may be
// is known before it is read.

import { elementCount } from "../../models/graph/graph.ts";
import type { TensorFile } from "../engine/requests.ts";

type Decode = (view: DataView, index: number) => number;

/** Bytes of an element, and its value as a real number. */
const TYPES: Readonly<Record<string, readonly [bytes: number, decode: Decode]>> = {
  float32: [4, (view, i) => view.getFloat32(4 * i, true)],
  float64: [8, (view, i) => view.getFloat64(8 * i, true)],
  float16: [2, (view, i) => view.getFloat16(2 * i, true)],
  bfloat16: [2, (view, i) => upperHalf(view.getUint16(2 * i, true))],
  int8: [1, (view, i) => view.getInt8(i)],
  uint8: [1, (view, i) => view.getUint8(i)],
  bool: [1, (view, i) => view.getUint8(i)],
  int16: [2, (view, i) => view.getInt16(2 * i, true)],
  uint16: [2, (view, i) => view.getUint16(2 * i, true)],
  int32: [4, (view, i) => view.getInt32(4 * i, true)],
  uint32: [4, (view, i) => view.getUint32(4 * i, true)],
  int64: [8, (view, i) => Number(view.getBigInt64(8 * i, true))],
  uint64: [8, (view, i) => Number(view.getBigUint64(8 * i, true))],
};

/** A large detector at batch 64 has less. */
const MOST_BYTES = 2 ** 32;

/**
 * Reads outputs in the order of these names; others are left alone.
 *
 * @param mostBytes Of all of them together.
 * @throws {Error} If one is missing, of a type without numbers, or not as large as it says, or if
 * they are too large.
 */
export async function readOutputs(
  files: readonly TensorFile[],
  names: readonly string[],
  mostBytes = MOST_BYTES,
): Promise<readonly Float32Array<ArrayBuffer>[]> {
  const outputs: Float32Array<ArrayBuffer>[] = [];
  let totalBytes = 0;
  for (const name of names) {
    const file = files.find((output) => output.name === name);
    if (file === undefined) throw new Error(`engine gave no output "${name}"`);
    const [elementBytes, decode] = TYPES[file.type] ?? [];
    if (elementBytes === undefined || decode === undefined) {
      throw new Error(`engine gave output "${name}" as ${file.type}, which has no numbers`);
    }
    const count = elementCount(file.shape);
    const { size } = await Deno.stat(file.path);
    totalBytes += size;
    if (totalBytes > mostBytes) {
      throw new Error(
        `engine gave outputs of more than ${mostBytes} bytes, make the batch smaller`,
      );
    }
    if (size !== elementBytes * count) {
      throw new Error(
        `engine gave output "${name}" of ${size} bytes where ${file.type} ` +
          `[${file.shape.join(", ")}] has ${elementBytes * count}`,
      );
    }
    const bytes = await Deno.readFile(file.path) as Uint8Array<ArrayBuffer>;
    outputs.push(numbersOf(file.type, bytes, { count, decode }));
  }
  return outputs;
}

function numbersOf(
  type: string,
  bytes: Uint8Array<ArrayBuffer>,
  { count, decode }: { readonly count: number; readonly decode: Decode },
): Float32Array<ArrayBuffer> {
  if (type === "float32") return new Float32Array(bytes.buffer, 0, count);
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: count }, (_, index) => decode(view, index));
}

/** The value of a bfloat16. */
function upperHalf(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}
