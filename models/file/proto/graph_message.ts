// GraphProto, NodeProto and AttributeProto, which hold one another.

import type { FileTensor, FileValue } from "../file_model.ts";
import { KEPT_BYTES } from "../wire/budget.ts";
import {
  floatOf,
  int64Of,
  integerOf,
  isShort,
  looseTextOf,
  messageOf,
  textOf,
} from "../wire/field_values.ts";
import { damaged, type Field, type WireReader } from "../wire/wire_reader.ts";
import { type AttributeParts, attributeValue } from "./attribute_value.ts";
import { domainName, entryOf } from "./entry_message.ts";
import { modulePathOf } from "./module_path.ts";
import { addNumbers, emptyList } from "./number_list.ts";
import type { RawAttribute, RawGraph, RawNode } from "./raw_model.ts";
import { readSparseTensor, readTensor } from "./tensor_message.ts";
import { readType, readValue } from "./value_message.ts";

/** Graphs inside graphs; three messages each, and readers of protobuf stop at 100. */
const MOST_DEPTH = 33;
/** The most numbers or texts of an attribute that are kept. */
const MOST_LIST_ENTRIES = 2 ** 16;

/** A GraphProto, `depth` graphs inside the model's. */
export function readGraph(reader: WireReader, range: Field, depth = 0): RawGraph {
  if (depth > MOST_DEPTH) {
    throw damaged(`graphs are nested more than ${MOST_DEPTH} deep`, range.offset);
  }
  reader.budget.keep(KEPT_BYTES.graph, range.offset);
  const graph = {
    name: "",
    offset: range.offset,
    inputs: [] as FileValue[],
    outputs: [] as FileValue[],
    nodes: [] as RawNode[],
    initializers: [] as FileTensor[],
    stated: new Map<string, FileValue>(),
    annotations: new Map<string, readonly string[]>(),
  };
  reader.fields(range, {
    1: (field) => graph.nodes.push(readNode(reader, messageOf(field), depth)),
    2: (field) => graph.name = looseTextOf(reader, field),
    5: (field) => graph.initializers.push(readTensor(reader, messageOf(field))),
    11: (field) => graph.inputs.push(readValue(reader, messageOf(field))),
    12: (field) => graph.outputs.push(readValue(reader, messageOf(field))),
    13(field) {
      const value = readValue(reader, messageOf(field));
      graph.stated.set(value.name, value);
    },
    14: (field) => graph.annotations.set(...readAnnotation(reader, messageOf(field))),
    15: (field) => graph.initializers.push(readSparseTensor(reader, messageOf(field))),
  });
  return graph;
}

/** TensorAnnotation: a value, and the tensors that hold its scale and zero point. */
function readAnnotation(
  reader: WireReader,
  range: Field,
): readonly [value: string, tensors: readonly string[]] {
  reader.budget.keep(KEPT_BYTES.attribute, range.offset);
  let value = "";
  const tensors: string[] = [];
  reader.fields(range, {
    1: (field) => value = textOf(reader, field),
    2: (field) => tensors.push(entryOf(reader, messageOf(field))[1]),
  });
  return [value, tensors];
}

/** A NodeProto. */
export function readNode(reader: WireReader, range: Field, depth: number): RawNode {
  reader.budget.keep(KEPT_BYTES.node, range.offset);
  const node = {
    name: "",
    op: "",
    domain: "",
    overload: "",
    offset: range.offset,
    inputs: [] as string[],
    outputs: [] as string[],
    attributes: [] as RawAttribute[],
    modulePath: undefined as string | undefined,
  };
  reader.fields(range, {
    1(field) {
      reader.budget.keep(KEPT_BYTES.input, field.offset);
      node.inputs.push(textOf(reader, field));
    },
    2(field) {
      reader.budget.keep(KEPT_BYTES.output, field.offset);
      node.outputs.push(textOf(reader, field));
    },
    3: (field) => node.name = textOf(reader, field),
    4: (field) => node.op = textOf(reader, field),
    5: (field) => node.attributes.push(readAttribute(reader, messageOf(field), depth)),
    7: (field) => node.domain = domainName(textOf(reader, field)),
    8: (field) => node.overload = textOf(reader, field),
    9: (field) => node.modulePath ??= modulePathOf(entryOf(reader, messageOf(field))),
  });
  if (node.op === "") throw damaged(`node "${node.name}" has no operator`, range.offset);
  // Lists that were grown have room for 16 more; there may be a hundred thousand.
  return {
    ...node,
    inputs: node.inputs.slice(),
    outputs: node.outputs.slice(),
    attributes: node.attributes.length === 0 ? NO_ATTRIBUTES : node.attributes.slice(),
  };
}

const NO_ATTRIBUTES: readonly RawAttribute[] = [];

/** Attributes of numbers and texts by their bytes, for each file that is read. */
const SHARED = new WeakMap<WireReader, Map<string, RawAttribute>>();
/** Most have fewer. */
const MOST_SHARED_BYTES = 128;

/** An AttributeProto; those of the same numbers or text are one. */
export function readAttribute(reader: WireReader, range: Field, depth: number): RawAttribute {
  if (range.end - range.start > MOST_SHARED_BYTES) return readOwnAttribute(reader, range, depth);
  const shared = SHARED.get(reader) ?? new Map<string, RawAttribute>();
  SHARED.set(reader, shared);
  const key = String.fromCharCode(...reader.bytes(range));
  const known = shared.get(key);
  if (known !== undefined) {
    reader.budget.keep(KEPT_BYTES.sharedAttribute, range.offset);
    return known;
  }
  const attribute = readOwnAttribute(reader, range, depth);
  if (attribute.reference !== undefined || !isPlain(attribute)) return attribute;
  const numbered = { ...attribute, number: shared.size };
  shared.set(key, numbered);
  return numbered;
}

function isPlain({ value: { kind } }: RawAttribute): boolean {
  return /^(int|float|string)s?$/.test(kind);
}

function readOwnAttribute(reader: WireReader, range: Field, depth: number): RawAttribute {
  reader.budget.keep(KEPT_BYTES.attribute, range.offset);
  let [name, reference] = ["", ""];
  const parts: AttributeParts = {
    type: 0,
    floats: emptyList(),
    ints: emptyList(),
    strings: [],
    tensors: [],
    graphs: [],
  };
  reader.fields(range, {
    1: (field) => name = textOf(reader, field),
    2: (field) => parts.float = floatOf(reader, field),
    3: (field) => parts.int = int64Of(field),
    4(field) {
      const byteLength = field.end - field.start;
      parts.string = isShort(field) ? looseTextOf(reader, field) : { byteLength };
    },
    5: (field) => parts.tensor = readTensor(reader, messageOf(field)),
    6(field) {
      if (parts.graph !== undefined) {
        throw damaged(`attribute "${name}" has two graphs`, field.offset);
      }
      parts.graph = readGraph(reader, messageOf(field), depth + 1);
    },
    7: (field) =>
      addNumbers(reader, parts.floats, field, { format: "float", most: MOST_LIST_ENTRIES }),
    8: (field) =>
      addNumbers(reader, parts.ints, field, { format: "int64", most: MOST_LIST_ENTRIES }),
    9(field) {
      const byteLength = field.end - field.start;
      if (parts.longStrings !== undefined) {
        parts.longStrings = { byteLength: parts.longStrings.byteLength + byteLength };
      } else if (isShort(field) && parts.strings.length < MOST_LIST_ENTRIES) {
        parts.strings.push(looseTextOf(reader, field));
      } else {
        const keptLength = parts.strings.reduce((sum, text) => sum + text.length, 0);
        parts.longStrings = { byteLength: keptLength + byteLength };
        parts.strings = [];
      }
    },
    10: (field) => parts.tensors.push(readTensor(reader, messageOf(field))),
    11: (field) => parts.graphs.push(readGraph(reader, messageOf(field), depth + 1)),
    14: (field) => parts.value = { name: "", ...readType(reader, messageOf(field)) },
    20: (field) => parts.type = integerOf(field),
    21: (field) => reference = textOf(reader, field),
    22: (field) => parts.tensor = readSparseTensor(reader, messageOf(field)),
    23: (field) => parts.tensors.push(readSparseTensor(reader, messageOf(field))),
  });
  // What a reference stands for is known at the call.
  if (reference !== "") return { name, reference, value: { kind: "string", value: "" } };
  return { name, value: attributeValue(name, parts, range.offset) };
}
