// A file's graph with the file's own values, ready to be rewritten and encoded.

import type { Graph, Parameter } from "../../graph/graph.ts";
import type { ValueSource } from "../../graph/parameter_values.ts";
import { FileError } from "../file_error.ts";
import type { FileModel, FileTensor } from "../file_model.ts";
import { tensorBytes, type TensorSource } from "./tensor_bytes.ts";

/** A graph and where its float32 weights come from. */
export interface ValuedGraph {
  /** What is no float32 weight has its data. */
  readonly graph: Graph;
  /** Reads a float32 weight from the file. */
  readonly values: ValueSource;
}

/**
 * Gives a graph the values of its file. Float32 weights stay where they are until they are asked for;
 * everything else is held in memory.
 *
 * @throws {FileError} If values are not where the file says.
 */
export function withValues(graph: Graph, model: FileModel, source: TensorSource): ValuedGraph {
  const tensors = new Map(model.graph.initializers.map((tensor) => [tensor.name, tensor]));
  const tensorOf = (name: string): FileTensor => {
    const tensor = tensors.get(name);
    if (tensor !== undefined) return tensor;
    throw new FileError({ reason: `it has no tensor "${name}"`, cure: "export it again" });
  };
  const valued = (parameter: Parameter): Parameter => {
    if (isWeight(parameter)) return parameter;
    const bytes = tensorBytes(tensorOf(parameter.name), source);
    return { ...parameter, data: typed(parameter, bytes) };
  };
  return {
    graph: { ...graph, parameters: graph.parameters.map(valued) },
    values(target, { name }) {
      target.set(new Float32Array(tensorBytes(tensorOf(name), source).buffer));
    },
  };
}

function isWeight({ dtype, role }: Parameter): boolean {
  return dtype === "float32" && role !== "constant";
}

/** Constants as rules read them, real numbers and 64-bit integers as such; the rest as bytes. */
function typed(
  { dtype, role }: Parameter,
  bytes: Uint8Array<ArrayBuffer>,
): NonNullable<Parameter["data"]> {
  if (dtype === "float32" && role === "constant") return new Float32Array(bytes.buffer);
  return dtype === "int64" ? new BigInt64Array(bytes.buffer) : bytes;
}
