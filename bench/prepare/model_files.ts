// Models on disk, for as long as they are loaded. A runtime maps the weights into memory and reads each
// where it lies; handed over from JavaScript they would be held twice more.

import type { GraphJson } from "../../models/graph/graph_json.ts";
import { type EncodedModel, WEIGHTS_PATH } from "../../models/graph/onnx.ts";
import { errorText } from "../job/error_text.ts";

/** What is written of a model. */
type Written = Pick<EncodedModel, "model" | "weightParts">;

/**
 * Writes a model, its weights beside it, and our graph of it if that is given.
 *
 * @returns Their paths.
 * @throws {Error} If they cannot be written, e.g. as the disk is full.
 * @throws {RangeError} If the values of a parameter cannot be computed.
 */
export async function writeModel(
  folder: string,
  { model, weightParts }: Written,
  graph?: GraphJson,
): Promise<{ readonly onnx: string; readonly graph?: string }> {
  const onnx = `${folder}/model.onnx`;
  await writeParts(`${folder}/${WEIGHTS_PATH}`, weightParts());
  await Deno.writeFile(onnx, model);
  if (graph === undefined) return { onnx };
  await Deno.writeFile(`${folder}/${WEIGHTS_PATH}`, graph.constants, { append: true });
  await Deno.writeTextFile(`${folder}/graph.json`, graph.json);
  return { onnx, graph: `${folder}/graph.json` };
}

/**
 * Hands the path of the model to `use`, its weights beside it, and removes both afterwards.
 *
 * @param folder Where they may lie meanwhile, in a folder of their own.
 * @throws {Error} As {@linkcode writeModel}.
 */
export async function withModelFiles<Result>(
  folder: string,
  encoded: Written,
  use: (modelPath: string) => Promise<Result>,
): Promise<Result> {
  const own = await Deno.makeTempDir({ dir: folder, prefix: "model-" });
  try {
    return await use((await writeModel(own, encoded)).onnx);
  } finally {
    // Windows keeps what is mapped; then it goes with the folder around it.
    await Deno.remove(own, { recursive: true }).catch(() => undefined);
  }
}

async function writeParts(path: string, parts: Iterable<Uint8Array>): Promise<void> {
  try {
    using file = await Deno.open(path, { write: true, createNew: true });
    await writeBehind(file, parts);
  } catch (error) {
    // Values that cannot be computed are no matter of the disk
    if (error instanceof RangeError) throw error;
    throw new Error(
      `Cannot write the weights to "${path}", free some space there: ${errorText(error)}`,
    );
  }
}

/** Each part is written while the values of the next one are computed. */
async function writeBehind(file: Deno.FsFile, parts: Iterable<Uint8Array>): Promise<void> {
  let writing: Promise<unknown> = Promise.resolve();
  try {
    for (const part of parts) {
      await writing;
      writing = writeAll(file, part);
    }
  } finally {
    // The file must stay open until then, whatever happened to the next part.
    await writing;
  }
}

async function writeAll(file: Deno.FsFile, part: Uint8Array): Promise<void> {
  for (let written = 0; written < part.length;) {
    written += await file.write(part.subarray(written));
  }
}
