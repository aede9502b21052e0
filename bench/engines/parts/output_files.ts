// The outputs of a first run as files, from which the parent's side holds them against the reference.

import type { TensorFile } from "../../engine/requests.ts";

/** An output as real numbers, whatever its type was. */
export interface RunOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** Writes outputs as float32 and says where they are. */
export async function writeOutputs(
  folder: string,
  outputs: readonly RunOutput[],
): Promise<readonly TensorFile[]> {
  const files: TensorFile[] = [];
  for (const [index, { name, shape, data }] of outputs.entries()) {
    const path = `${folder}/output${index}.bin`;
    await Deno.writeFile(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    files.push({ name, type: "float32", shape: [...shape], path });
  }
  return files;
}
