// A model on disk for as long as a session loads it. The runtime maps the weights into memory and
// reads each where it lies; handed over from JavaScript they would be held twice more.

import { type EncodedModel, WEIGHTS_PATH } from "../../models/graph/onnx.ts";
import { errorText } from "../job/error_text.ts";

/**
 * Hands the path of the model to `use`, its weights beside it, and removes both afterwards.
 *
 * @param folder Where they may lie meanwhile, in a folder of their own.
 * @throws {Error} If they cannot be written, e.g. as the disk is full.
 * @throws {RangeError} If the values of a parameter cannot be computed.
 */
export async function withModelFiles<Result>(
  folder: string,
  { model, weightParts }: EncodedModel,
  use: (modelPath: string) => Promise<Result>,
): Promise<Result> {
  const own = await Deno.makeTempDir({ dir: folder, prefix: "model-" });
  try {
    await writeParts(`${own}/${WEIGHTS_PATH}`, weightParts());
    await Deno.writeFile(`${own}/model.onnx`, model);
    return await use(`${own}/model.onnx`);
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
