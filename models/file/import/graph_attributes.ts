// Attributes of a file's node as our Graph has them.

import type { Attribute, TensorAttribute } from "../../graph/graph.ts";
import type { FileAttribute, FileTensor } from "../file_model.ts";

type Attributes = Readonly<Record<string, Attribute>>;

/** Nodes of a file share theirs where they are alike, and so do those of its graph. */
const KNOWN = new WeakMap<ReadonlyMap<string, FileAttribute>, Attributes>();

/** Attributes by name; graphs stand elsewhere in a node. */
export function graphAttributes(attributes: ReadonlyMap<string, FileAttribute>): Attributes {
  const converted = KNOWN.get(attributes) ?? convertedAttributes(attributes);
  KNOWN.set(attributes, converted);
  return converted;
}

function convertedAttributes(attributes: ReadonlyMap<string, FileAttribute>): Attributes {
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
    case "tensor":
      return { tensor: tensorAttribute(attribute.value) };
    default:
      return undefined;
  }
}

function tensorAttribute({ dtype, shape, place }: FileTensor): TensorAttribute["tensor"] {
  return { dtype, shape, numbers: place.kind === "numbers" ? place.numbers : null };
}
