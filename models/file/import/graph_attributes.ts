// Attributes of a file's node as our Graph has them.

import type { Attribute } from "../../graph/graph.ts";
import type { FileAttribute } from "../file_model.ts";

/** Attributes by name; graphs stand elsewhere in a node, and tensors are no part of its rule. */
export function graphAttributes(
  attributes: ReadonlyMap<string, FileAttribute>,
): Readonly<Record<string, Attribute>> {
  return Object.fromEntries(
    [...attributes].flatMap(([name, attribute]) => {
      const value = graphAttribute(attribute);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function graphAttribute(attribute: FileAttribute): Attribute | undefined {
  switch (attribute.kind) {
    case "int":
      return Number(attribute.value);
    case "ints":
      return attribute.value.map(Number);
    case "float":
      return { float: attribute.value };
    case "floats":
      return { floats: attribute.value };
    case "string":
      return attribute.value;
    case "strings":
      return { strings: attribute.value };
    default:
      return undefined;
  }
}
