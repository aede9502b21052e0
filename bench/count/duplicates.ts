// Learned tensors that may be the same one twice. Exporters write a table that embeds tokens and also
// scores them (tied weights) as two tensors, one of them transposed; a file does not say so, and its
// bytes are not read, so they are named and never merged.

import { type Parameter, shapeText } from "../../models/graph/graph.ts";
import { allFrames, type Frame } from "./frames.ts";
import { operatorName } from "./rules/mac_rules.ts";

/** Two tensors that may be one. */
export type PossibleDuplicate = readonly [embedding: Parameter, product: Parameter];

/** Operators that look rows up, and the place of their table. */
const LOOK_UPS: ReadonlyMap<string, number> = new Map([
  ["Gather", 0],
  ["com.microsoft.EmbedLayerNormalization", 2],
]);

/** Operators that multiply by a matrix, and where it stands. */
const PRODUCTS: ReadonlyMap<string, number> = new Map([
  ["MatMul", 1],
  ["Gemm", 1],
  ["com.microsoft.FusedMatMul", 1],
  ["com.microsoft.FusedGemm", 1],
]);

/** Tables that are looked up and matrices of the same sizes, transposed or not, that multiply. */
export function possibleDuplicates(frame: Frame): readonly PossibleDuplicate[] {
  const frames = allFrames(frame);
  const tables = matricesAt(LOOK_UPS, frames);
  if (tables.size === 0) return [];
  const matrices = matricesAt(PRODUCTS, frames);
  // A table is named with one matrix, as it can be tied to one only.
  const bySizes = Map.groupBy(matrices, sizesOf);
  return [...tables].flatMap((table): readonly PossibleDuplicate[] => {
    const matrix = matrices.has(table) ? undefined : bySizes.get(sizesOf(table))?.[0];
    return matrix === undefined ? [] : [[table, matrix]];
  });
}

/** The learned matrices at these places of operators. */
function matricesAt(
  places: ReadonlyMap<string, number>,
  frames: readonly Frame[],
): ReadonlySet<Parameter> {
  const found = new Set<Parameter>();
  for (const inner of frames) {
    for (const node of inner.graph.nodes) {
      const place = places.get(operatorName(node));
      if (place === undefined) continue;
      const name = node.inputs[place] ?? "";
      const rank = inner.valueOf(name)?.shape.length ?? 2; // that of the matrix, transposed or not
      if (rank !== 2) continue;
      const parameter = inner.parameterOf(sourceOf(inner, name));
      if (parameter?.role === "learned" && parameter.shape.length === 2) found.add(parameter);
    }
  }
  return found;
}

/** The name of what a value is before it is transposed. */
function sourceOf({ producerOf }: Frame, name: string): string {
  const producer = producerOf(name);
  return producer?.op === "Transpose" ? producer.inputs[0] ?? "" : name;
}

/** The same for a matrix and its transpose. */
function sizesOf({ shape }: Parameter): string {
  return shape.toSorted((a, b) => a - b).join();
}

/** For messages. */
export function duplicateText([table, matrix]: PossibleDuplicate): string {
  const text = ({ name, shape }: Parameter) => `"${name}" ${shapeText(shape)}`;
  return `${text(table)} and ${text(matrix)} may be one tensor twice (tied weights); ` +
    "both are among Params";
}
