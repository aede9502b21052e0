// What a process must be allowed to read of the user's files.

import { dirname } from "node:path";
import type { ModelFile } from "../job/protocol.ts";
import type { ModelSource } from "./preparation.ts";

/** Where a model lies: what it keeps beside it lies in its own folder. */
export function readableOfModel(file: ModelFile | undefined): readonly string[] {
  return file === undefined ? [] : [dirname(file.path), ...Object.values(file.arrays)];
}

/** Where a model and its weights lie: parts of a checkpoint lie beside its index. */
export function readableOfSource({ modelFile, weightsFile }: ModelSource): readonly string[] {
  return [
    ...readableOfModel(modelFile),
    ...(weightsFile === undefined ? [] : [dirname(weightsFile.path)]),
  ];
}
