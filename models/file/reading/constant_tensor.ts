// The value of a Constant node (ONNX Operators, Constant: exactly one of its attributes is set).

import type { DataType } from "../../graph/graph.ts";
import type { FileAttribute, FileTensor } from "../file_model.ts";
import { exactNumber } from "../wire/field_values.ts";

/** The tensor, under a name; `undefined` if the node has no value that is known here. */
export function constantTensor(
  name: string,
  attributes: ReadonlyMap<string, FileAttribute>,
): FileTensor | undefined {
  const values = [...attributes.values()];
  const [attribute] = values;
  if (attribute === undefined || values.length > 1) return undefined;
  const { kind, value } = attribute.kind === "long"
    ? { kind: attribute.kind, value: undefined }
    : attribute;
  if (kind === "tensor") return { ...value, name };
  if (kind === "int") return ofNumbers(name, "int64", { shape: [], numbers: [exactNumber(value)] });
  if (kind === "float") return ofNumbers(name, "float32", { shape: [], numbers: [value] });
  if (kind === "ints") {
    return ofNumbers(name, "int64", { shape: [value.length], numbers: value.map(exactNumber) });
  }
  if (kind === "floats") {
    return ofNumbers(name, "float32", { shape: [value.length], numbers: value });
  }
  if (kind === "string") return ofText(name, []);
  return kind === "strings" ? ofText(name, [value.length]) : undefined;
}

function ofNumbers(
  name: string,
  dtype: DataType,
  { shape, numbers }: {
    readonly shape: readonly number[];
    readonly numbers: readonly (number | bigint)[];
  },
): FileTensor {
  return { name, dtype, shape, place: { kind: "numbers", numbers } };
}

function ofText(name: string, shape: readonly number[]): FileTensor {
  return { name, dtype: "string", shape, place: { kind: "absent" } };
}
