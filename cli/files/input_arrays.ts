// Arrays of numpy that inputs of files are fed with.

import { readNpy } from "../../bench/files/read_npy.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { UsageError } from "../shell/usage_error.ts";
import { requireKind } from "./file_kind.ts";
import { asUsageOf } from "./read_model_file.ts";

/** Paths of arrays by the name of the input. */
export type InputArrays = ReadonlyMap<string, string>;

/** A file, as it was written, and what it is fed with. */
interface FedFile {
  readonly path: string;
  readonly graph: Pick<Graph, "inputs">;
}

/**
 * Makes sure that each array can be read and is for an input of a file.
 *
 * @throws {UsageError} If one is not.
 */
export function requireArrays(arrays: InputArrays, files: readonly FedFile[]): void {
  for (const [name, path] of arrays) {
    if (!files.some(({ graph }) => hasInput(graph, name))) {
      throw new UsageError(
        `Cannot take --input ${name}=${path} as no file has such an input: ` +
          `"deno task list ${files[0]?.path}" shows them`,
      );
    }
    requireKind(path, "array");
    asUsageOf(path, () => readNpy(path));
  }
}

/** Those of the arrays that a graph has inputs for. */
export function arraysFor(graph: FedFile["graph"], arrays: InputArrays): InputArrays {
  return new Map([...arrays].filter(([name]) => hasInput(graph, name)));
}

function hasInput({ inputs }: FedFile["graph"], name: string): boolean {
  return inputs.some((input) => input.name === name);
}
