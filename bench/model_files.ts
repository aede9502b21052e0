// A model on disk for as long as a session loads it. The runtime maps the weights into memory and
// reads each where it lies; handed over from JavaScript they would be held twice more.

import { type EncodedModel, WEIGHTS_PATH } from "../models/onnx.ts";

/**
 * Hands the path of the model to `use`, its weights beside it, and removes both afterwards.
 *
 * @param folder Where they may lie meanwhile, in a folder of their own.
 * @throws {Error} If they cannot be written, e.g. as the disk is full.
 */
export async function withModelFiles<Result>(
  folder: string,
  { model, weightParts }: EncodedModel,
  use: (modelPath: string) => Promise<Result>,
): Promise<Result> {
  const own = await Deno.makeTempDir({ dir: folder, prefix: "model-" });
  try {
    writeParts(`${own}/${WEIGHTS_PATH}`, weightParts());
    await Deno.writeFile(`${own}/model.onnx`, model);
    return await use(`${own}/model.onnx`);
  } finally {
    // Windows keeps what is mapped; then it goes with the folder around it.
    await Deno.remove(own, { recursive: true }).catch(() => undefined);
  }
}

function writeParts(path: string, parts: Iterable<Uint8Array>): void {
  using file = Deno.openSync(path, { write: true, createNew: true });
  try {
    for (const part of parts) {
      for (let written = 0; written < part.length;) {
        written += file.writeSync(part.subarray(written));
      }
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot write the weights to "${path}", free some space there: ${reason}`);
  }
}
