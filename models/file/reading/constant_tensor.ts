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
  const shape = typeof value === "object" && "length" in value ? [value.length] : [];
  const ofNumbers = (dtype: DataType, numbers: readonly (number | bigint)[]): FileTensor => (
    { name, dtype, shape, place: { kind: "numbers", numbers } }
  );
  if (kind === "int") return ofNumbers("int64", [exactNumber(value)]);
  if (kind === "ints") return ofNumbers("int64", value.map(exactNumber));
  if (kind === "float") return ofNumbers("float32", [value]);
  if (kind === "floats") return ofNumbers("float32", value);
  const isText = kind === "string" || kind === "strings";
  return isText ? { name, dtype: "string", shape, place: { kind: "absent" } } : undefined;
}
